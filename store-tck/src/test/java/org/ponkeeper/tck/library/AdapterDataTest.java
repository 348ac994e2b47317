package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ponkeeper.pon.Technology.XGS_PON;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.Instances;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

/**
 * An adapter's own data in the transactions of its creates and deletes, whatever happens to them.
 */
@Timeout(60)
class AdapterDataTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final TechProfileId T64 = new TechProfileId(64);
  private static final PonkeeperOptions OPTIONS =
      PonkeeperOptions.DEFAULTS.withAdapterPath("service/voltha/adapter").withWatch(false);

  private final MemoryStore truth = new MemoryStore();
  private final StoreView mine = truth.view("service/voltha/adapter/");

  @BeforeEach
  void register() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth)) {
      ponkeeper
          .olt(XGS_PON, OLT)
          .register(
              OltRegistration.builder()
                  .pons(0, 3)
                  .onuIds(1, 32)
                  .allocIds(1024, 1152)
                  .gemPortIds(1024, 2048)
                  .build());
    }
  }

  private interface Use {
    void of(Instances instances) throws Exception;
  }

  private static void with(KeyValueStore store, Use use) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store, OPTIONS)) {
      use.of(ponkeeper.olt(XGS_PON, OLT).instances());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static UniPort port(int onu) {
    return UniPort.of(OLT.device(), 0, onu, 0);
  }

  /** What the adapter keeps of an instance: its Alloc-ID. */
  private Function<Instance, List<Mutation>> info(String name) {
    return instance -> List.of(mine.putting(name, Bytes.utf8(instance.allocId().toString())));
  }

  private Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    mine.list().forEach(entry -> stored.put(entry.name(), entry.value().toUtf8()));
    return stored;
  }

  private int instances() {
    return truth.keys(KeyRange.prefix("service/voltha/resource_instances/")).size();
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "FAIL_BEFORE", "LOST_BEFORE", "LOST_AFTER"})
  void dataAndInstanceAreWrittenAndDeletedTogetherEvenAfterALostReply(Fault fault) {
    with(
        failing(fault),
        instances -> {
          ignoringUnavailable(
              () -> instances.create(CreateRequest.of(T64, port(1)).withAdapterData(info("a"))));
          assertThat(instances()).isEqualTo(stored().size());
          instances.create(CreateRequest.of(T64, port(1)).withAdapterData(info("a")));
        });
    assertThat(stored()).isEqualTo(Map.of("a", "1024"));
    assertThat(instances()).isEqualTo(1);

    with(
        failing(fault),
        instances -> {
          ignoringUnavailable(() ->
              instances.delete(
                  DeleteRequest.of(T64, port(1)).withAdapterData(List.of(mine.deleting("a")))));
          assertThat(instances()).isEqualTo(stored().size());
          instances.delete(
              DeleteRequest.of(T64, port(1)).withAdapterData(List.of(mine.deleting("a"))));
        });
    assertThat(stored()).isEmpty();
    assertThat(instances()).isZero();
  }

  private KeyValueStore failing(Fault fault) {
    return new FaultyStore(truth, FaultPlan.on(StoreCall.COMMIT, fault));
  }

  private static void ignoringUnavailable(Runnable call) {
    try {
      call.run();
    } catch (StoreFailedException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }
  }

  @Test
  void aCreateThatIsRepeatedWritesTheDataAgain() {
    with(truth, instances -> instances.create(T64, port(1)));
    assertThat(stored()).isEmpty();

    with(
        truth,
        instances ->
            assertThat(
                    instances
                        .create(CreateRequest.of(T64, port(1)).withAdapterData(info("a")))
                        .created())
                .isFalse());

    assertThat(stored()).isEqualTo(Map.of("a", "1024"));
  }

  @Test
  void dataHasTheFinallyAssignedIds() {
    // given another adapter that is faster by one commit
    AtomicReference<Runnable> once =
        new AtomicReference<>(() ->
            with(
                truth,
                others ->
                    others.create(CreateRequest.of(T64, port(2)).withAdapterData(info("other")))));
    KeyValueStore store = new FaultyStore(truth, beforeCommit(once), () -> {});

    // when
    with(
        store,
        instances ->
            instances.create(CreateRequest.of(T64, port(1)).withAdapterData(info("mine"))));

    // then
    assertThat(stored()).isEqualTo(Map.of("other", "1024", "mine", "1025"));
  }

  /** Nothing goes wrong; before the first commit something is done. */
  private static FaultPlan beforeCommit(AtomicReference<Runnable> once) {
    return call -> {
      if (call == StoreCall.COMMIT) {
        once.getAndSet(() -> {}).run();
      }
      return Fault.NONE;
    };
  }

  @Test
  void aRepeatedDeleteKeepsDataThatWereStoredAfterIt() {
    with(
        truth,
        instances -> instances.create(CreateRequest.of(T64, port(1)).withAdapterData(info("a"))));
    // given that another adapter creates it again while the reply of the delete is lost
    boolean[] deleted = {false};
    KeyValueStore store =
        new FaultyStore(
            truth,
            FaultPlan.on(StoreCall.COMMIT, Fault.LOST_AFTER),
            () -> {
              if (!deleted[0] && instances() == 0) {
                deleted[0] = true;
                with(
                    truth,
                    others ->
                        others.create(CreateRequest.of(T64, port(1)).withAdapterData(info("a"))));
              }
            });

    // when
    with(
        store,
        instances ->
            assertThatExceptionOfType(StoreFailedException.class)
                .isThrownBy(() ->
                    instances.delete(
                        DeleteRequest.of(T64, port(1))
                            .withAdapterData(List.of(mine.deleting("a")))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN)));

    // then
    assertThat(instances()).isEqualTo(1);
    assertThat(stored()).isEqualTo(Map.of("a", "1024"));
  }

  @Test
  void inOneTransactionTheLaterOfTwoCallsThatWriteOneKeyWins() throws Exception {
    int commits =
        pileUp(
            List.of(
                instances ->
                    instances.create(CreateRequest.of(T64, port(2)).withAdapterData(info("same"))),
                instances ->
                    instances.create(
                        CreateRequest.of(T64, port(3)).withAdapterData(info("same")))));

    assertThat(commits).isEqualTo(1 + 1);
    assertThat(stored()).isEqualTo(Map.of("same", "1026"));
  }

  @Test
  void dataCountsTowardsTheLimitsOfATransaction() throws Exception {
    int commits = pileUp(creates(6, 60, 1));
    assertThat(commits).as("two calls with 60 keys each in a commit").isEqualTo(1 + 3);
    assertThat(stored()).hasSize(6 * 60);

    commits = pileUp(creates(3, 1, 300 << 10));
    assertThat(commits).as("300 KiB are too much for two").isEqualTo(1 + 3);
  }

  private List<Use> creates(int calls, int keys, int bytes) {
    return IntStream.range(0, calls)
        .<Use>mapToObj(i ->
            instances ->
                instances.create(
                    CreateRequest.of(T64, port(2 + i))
                        .withAdapterData(instance -> many(i, keys, bytes))))
        .toList();
  }

  private List<Mutation> many(int call, int keys, int bytes) {
    return IntStream.range(0, keys)
        .mapToObj(k -> mine.putting(call + "/" + k, Bytes.wrap(new byte[bytes])))
        .toList();
  }

  @Test
  void aFailingAdapterDoesNotAffectOtherCalls() throws Exception {
    List<ErrorCode> refused = new ArrayList<>();
    pileUp(
        List.of(
            instances ->
                instances.create(CreateRequest.of(T64, port(2)).withAdapterData(info("a"))),
            instances ->
                refused.add(
                    code(() ->
                        instances.create(
                            CreateRequest.of(T64, port(3))
                                .withAdapterData(instance -> {
                                  throw new IllegalStateException("a fault of the adapter's");
                                })))),
            instances ->
                instances.create(CreateRequest.of(T64, port(4)).withAdapterData(info("b")))));

    assertThat(refused).containsExactly(ErrorCode.ADAPTER_DATA_INVALID);
    assertThat(stored()).isEqualTo(Map.of("a", "1025", "b", "1026"));
    assertThat(instances()).isEqualTo(3);
  }

  /**
   * Lets calls arrive, one after the other, while the commit of another create is on the way.
   *
   * @return how many commits there were in all
   */
  private int pileUp(List<Use> calls) throws Exception {
    CountDownLatch onTheWay = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger commits = new AtomicInteger();
    FaultPlan counting =
        call -> {
          if (call == StoreCall.COMMIT) {
            commits.incrementAndGet();
            onTheWay.countDown();
            awaited(goOn);
          }
          return Fault.NONE;
        };
    KeyValueStore store = new FaultyStore(truth, counting);
    try (Ponkeeper ponkeeper = Ponkeeper.on(store, OPTIONS);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      Instances instances = ponkeeper.olt(XGS_PON, OLT).instances();
      List<Future<?>> all = new ArrayList<>();
      all.add(threads.submit(() -> instances.create(T64, port(1))));
      onTheWay.await();
      for (Use call : calls) {
        Thread[] caller = new Thread[1];
        CountDownLatch begun = new CountDownLatch(1);
        all.add(
            threads.submit(() -> {
              caller[0] = Thread.currentThread();
              begun.countDown();
              call.of(instances);
              return null;
            }));
        begun.await();
        // It stands in the queue once its thread waits for the answer.
        while (caller[0].getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
      }
      goOn.countDown();
      for (Future<?> call : all) {
        call.get();
      }
    }
    return commits.get();
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void forbiddenMutationsAreRejectedAndNothingIsWritten() {
    List<KeyValue> before = truth.list(List.of(KeyRange.all()), ScanOptions.ALL);
    Key pool = new Key("service/voltha/resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{0}");
    Key record = new Key("service/voltha/ponkeeper/olts/XGS-PON/olt-1");

    with(
        truth,
        instances -> {
          for (Key key : List.of(pool, record, new Key("service/voltha/adapter"), new Key("a"))) {
            Mutation put = new Mutation.Put(key, Bytes.utf8("x"));
            assertRefused(() ->
                instances.create(
                    CreateRequest.of(T64, port(1)).withAdapterData(instance -> List.of(put))));
            assertRefused(() ->
                instances.delete(
                    DeleteRequest.of(T64, port(1))
                        .withAdapterData(List.of(new Mutation.Delete(key)))));
          }
          assertRefused(() ->
              instances.create(
                  CreateRequest.of(T64, port(1)).withAdapterData(instance -> many(0, 101, 1))));
          assertRefused(() ->
              instances.delete(
                  DeleteRequest.of(T64, port(1)).withAdapterData(many(0, 1, 600 << 10))));
        });
    try (Ponkeeper without = Ponkeeper.on(truth)) {
      Instances instances = without.olt(XGS_PON, OLT).instances();
      assertRefused(
          () -> instances.create(CreateRequest.of(T64, port(1)).withAdapterData(info("a"))));
      assertRefused(without::adapterData);
    }
    assertRefused(
        () -> Ponkeeper.on(truth, PonkeeperOptions.DEFAULTS.withAdapterPath("service/voltha")));

    assertThat(truth.list(List.of(KeyRange.all()), ScanOptions.ALL)).isEqualTo(before);
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call)
        .matches(e -> e.code() == ErrorCode.ADAPTER_DATA_INVALID);
  }

  private static ErrorCode code(Runnable call) {
    try {
      call.run();
    } catch (InvalidRequestException e) {
      return e.code();
    }
    throw new AssertionError("it was not refused");
  }
}
