package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Bulk;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Olts;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.Search;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.template.Templates;

/** What becomes of the calls of a Ponkeeper, or of its store, that is closed. */
@Timeout(60)
class ClosingTest {

  private static final int CALLS = 7;
  private static final int PON = 0;

  private final MemoryStore memory = new MemoryStore();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The threads of {@link #creates}. */
  private final List<Thread> callers = new CopyOnWriteArrayList<>();

  private final AtomicInteger commits = new AtomicInteger();
  private final CountDownLatch under = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  /** What is done before a commit once all is prepared. */
  private volatile UnaryOperator<Txn> before = txn -> txn;

  private final KeyValueStore store =
      new ForwardingStore(memory) {
        @Override
        public TxnResult commit(Txn txn) {
          commits.incrementAndGet();
          return super.commit(before.apply(txn));
        }
      };

  private final Ponkeeper ponkeeper = on(store);
  private final Olt olt = ponkeeper.olt(Technology.XGS_PON, OltScene.OLT);
  private final Instances instances = olt.instances();

  private static Ponkeeper on(KeyValueStore store) {
    return Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withAdapterPath("service/voltha/adapter"));
  }

  @AfterEach
  void close() {
    go.countDown();
    ponkeeper.close();
    threads.close();
    memory.close();
  }

  private static UniPort port(int onu) {
    return UniPort.of("olt-1", 0, onu, 0);
  }

  /** Seven creates at the same time; returns when a commit is under way and the rest waits. */
  private List<Future<CreateResult>> creates() throws Exception {
    olt.register(OltScene.registration(0));
    instances.create(OltScene.T64, port(100));
    commits.set(0);
    List<Future<CreateResult>> calls = new ArrayList<>();
    for (int i = 1; i <= CALLS; i++) {
      int onu = i;
      calls.add(
          threads.submit(() -> {
            callers.add(Thread.currentThread());
            return instances.create(OltScene.T64, port(onu));
          }));
      under.await();
    }
    awaitCallersAtRest();
    return calls;
  }

  /** Waits until no caller runs: each waits for its result, or has it. */
  private void awaitCallersAtRest() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (callers.size() < CALLS || callers.stream().anyMatch(ClosingTest::runs)) {
      assertThat(System.nanoTime()).as("callers: " + callers).isLessThan(end);
      Thread.sleep(1);
    }
  }

  private static boolean runs(Thread thread) {
    return thread.getState() == Thread.State.NEW || thread.getState() == Thread.State.RUNNABLE;
  }

  private static ErrorCode code(Future<?> call) {
    ExecutionException e = catchThrowableOfType(ExecutionException.class, call::get);
    assertThat(e).as("the call failed").isNotNull();
    assertThat(e).cause().isInstanceOf(StoreFailedException.class);
    return ((StoreFailedException) e.getCause()).code();
  }

  /**
   * A call that came before the closing was told so by the store, one that came later is refused.
   */
  private static void assertRefusedOrUnavailable(Future<?> call) {
    assertThat(catchThrowableOfType(ExecutionException.class, call::get))
        .cause()
        .satisfiesAnyOf(
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        StoreFailedException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE)),
            e ->
                assertThat(e)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this Ponkeeper is closed"));
  }

  private Txn untilReleased(Txn txn) {
    under.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN, e);
    }
    return txn;
  }

  private Txn untilReleasedWhateverComes(Txn txn) {
    under.countDown();
    boolean released = false;
    while (!released) {
      try {
        go.await();
        released = true;
      } catch (InterruptedException e) {
        // a store that minds no interrupt
      }
    }
    return txn;
  }

  private List<Integer> stored() {
    List<Integer> onus = new ArrayList<>();
    OltScene.on(
        memory,
        other ->
            other.olt(Technology.XGS_PON, OltScene.OLT).instances().list().stream()
                .map(instance -> instance.path().uniPort().onu().number())
                .filter(onu -> onu <= CALLS)
                .forEach(onus::add));
    return onus;
  }

  @Test
  void requestsThatRunOrWaitAreDoneBeforeClosingReturns() throws Exception {
    before =
        txn -> {
          under.countDown();
          sleep(100);
          return txn;
        };
    List<Future<CreateResult>> calls = creates();

    ponkeeper.close();
    memory.close();

    for (Future<CreateResult> call : calls) {
      assertThat(call.get().created()).isTrue();
    }
  }

  @Test
  void aClosedPonkeeperRefusesEverythingAlsoWhatItHasInMemory() throws Exception {
    before =
        txn -> {
          under.countDown();
          return txn;
        };
    creates().forEach(call -> assertThat(call).succeedsWithin(Duration.ofSeconds(30)));
    Templates templates = ponkeeper.templates();
    Olts olts = ponkeeper.olts();
    Search search = ponkeeper.search();
    Bulk bulk = ponkeeper.bulk();
    List<InstancePath> paths = List.of(new InstancePath(Technology.XGS_PON, OltScene.T64, port(1)));
    StoreView data = ponkeeper.adapterData();
    assertThat(instances.find(OltScene.T64, port(1))).isPresent();

    ponkeeper.close();

    List<ThrowingCallable> calls =
        List.of(
            () -> ponkeeper.olt(Technology.GPON, OltScene.OLT),
            ponkeeper::olts,
            ponkeeper::templates,
            ponkeeper::adapterData,
            ponkeeper::backup,
            ponkeeper::search,
            ponkeeper::bulk,
            () -> bulk.create(paths.iterator(), answer -> {}),
            () -> bulk.delete(paths.iterator(), answer -> {}),
            () -> search.find("1024"),
            () -> search.inMemory().find("1024"),
            () -> search.inMemory().owner(new OwnerName("lab")),
            () -> instances.find(OltScene.T64, port(1)),
            () -> instances.get(OltScene.T64, port(1)),
            instances::list,
            () -> instances.list(PON),
            () -> instances.create(OltScene.T64, port(1)),
            () -> instances.createAll(List.of(CreateRequest.of(OltScene.T64, port(1)))),
            () -> instances.delete(OltScene.T64, port(1)),
            () -> olt.ids().list(PON, ResourceType.GEM_PORT_ID),
            () -> olt.ids().releaseUnclaimed(PON, ResourceType.GEM_PORT_ID, Set.of(2000)),
            olt::load,
            olt::refresh,
            olt::confirmedAt,
            olt::loadProblems,
            olt::overview,
            () -> olt.overview(PON),
            olt::contents,
            olt::leftBehind,
            () -> olt.delete(progress -> {}),
            () -> olt.audit().findings(),
            () -> olt.poolKeys().layout(),
            () -> olt.onuMaps().list(PON),
            () -> olt.register(OltScene.registration(0)),
            () -> templates.list(Technology.XGS_PON),
            () -> templates.apply(Technology.XGS_PON, OltScene.T64, OltScene.template()),
            olts::list,
            () -> data.get("key"),
            () -> data.put("key", Bytes.utf8("value")));
    for (int i = 0; i < calls.size(); i++) {
      assertThatIllegalStateException()
          .as("call %d", i)
          .isThrownBy(calls.get(i))
          .withMessage("this Ponkeeper is closed");
    }
    assertThat(stored()).hasSize(CALLS);
  }

  @Test
  void aStoreThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
    before = this::untilReleased;
    begunBeforeAll();
    List<Future<CreateResult>> calls = creates();

    long begin = System.nanoTime();
    ponkeeper.close();
    // a call may take 10 s
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));

    assertThat(calls.stream().map(ClosingTest::code))
        .hasSize(CALLS)
        .filteredOn(code -> code != ErrorCode.STORE_UNAVAILABLE)
        .as("only what was with the store is in doubt")
        .containsExactly(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(stored()).isEmpty();
  }

  /** The scene is made before commits stall. */
  private void begunBeforeAll() {
    UnaryOperator<Txn> stalls = before;
    AtomicInteger left = new AtomicInteger(2);
    before = txn -> left.getAndDecrement() > 0 ? txn : stalls.apply(txn);
  }

  @Test
  void aStoreThatIgnoresInterruptsDoesNotBlockWaitingCallers() throws Exception {
    before = this::untilReleasedWhateverComes;
    begunBeforeAll();
    List<Future<CreateResult>> calls = creates();

    ponkeeper.close();

    // one of them may be in the store's call himself
    while (calls.stream().filter(Future::isDone).count() < CALLS - 1) {
      Thread.onSpinWait();
    }
    List<Integer> toldThatNothingHappened = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      if (calls.get(i).isDone() && code(calls.get(i)) == ErrorCode.STORE_UNAVAILABLE) {
        toldThatNothingHappened.add(i + 1);
      }
    }
    assertThat(toldThatNothingHappened).isNotEmpty();
    int begun = commits.get();
    go.countDown();
    threads.close();
    assertThat(commits).as("no commit begins after that").hasValue(begun);
    assertThat(stored()).doesNotContainAnyElementsOf(toldThatNothingHappened);
  }

  @Test
  void noRetryBeginsAfterClosing() throws Exception {
    before =
        txn -> {
          under.countDown();
          throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
        };
    begunBeforeAll();
    Ponkeeper retrying = on(RetryingStore.of(store));
    try {
      Instances through = retrying.olt(Technology.XGS_PON, OltScene.OLT).instances();
      olt.register(OltScene.registration(0));
      instances.create(OltScene.T64, port(100));
      List<Future<CreateResult>> calls =
          IntStream.rangeClosed(1, CALLS)
              .mapToObj(onu -> threads.submit(() -> through.create(OltScene.T64, port(onu))))
              .toList();
      under.await();

      long begin = System.nanoTime();
      retrying.close();

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
      assertThat(calls).allSatisfy(ClosingTest::assertRefusedOrUnavailable);
    } finally {
      retrying.close();
    }
  }

  @Test
  void whereTheStoreIsClosedFirstEveryCallSaysWhatHappened() throws Exception {
    before = this::untilReleased;
    begunBeforeAll();
    List<Future<CreateResult>> calls = creates();

    memory.close();
    go.countDown();

    assertThat(calls.stream().map(ClosingTest::code))
        .hasSize(CALLS)
        .containsOnly(ErrorCode.STORE_UNAVAILABLE);
  }

  @Test
  void whereTheStoreIsClosedAfterALostReplyTheOutcomeIsUnknown() throws Exception {
    before =
        txn -> {
          memory.commit(txn);
          memory.close();
          under.countDown();
          throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
        };
    begunBeforeAll();
    List<Future<CreateResult>> calls = creates();

    assertThat(calls.stream().map(ClosingTest::code)).contains(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void eachOfManyCreatesInOneCallHasItsOwnOutcome() throws Exception {
    olt.register(OltScene.registration(0));
    before =
        txn -> {
          under.countDown();
          sleep(20);
          return txn;
        };
    List<CreateRequest> requests = new ArrayList<>();
    for (int i = 0; i <= Instances.AT_ONCE; i++) {
      requests.add(CreateRequest.of(OltScene.T64, port(1 + i % 100)));
    }
    Future<List<Outcome<CreateResult>>> all = threads.submit(() -> instances.createAll(requests));
    under.await();

    ponkeeper.close();

    List<Outcome<CreateResult>> outcomes = all.get();
    assertThat(outcomes).hasSize(requests.size());
    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Done.class);
    assertThat(outcomes.getLast())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.error().code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
  }

  @Test
  void closingWaitsForACallThatBypassesTheQueue() throws Exception {
    Key key = new Key("service/voltha/adapter/key");
    before =
        txn -> {
          under.countDown();
          sleep(200);
          return txn;
        };
    StoreView data = ponkeeper.adapterData();
    Future<?> put = threads.submit(() -> data.put("key", Bytes.utf8("value")));
    under.await();

    ponkeeper.close();

    assertThat(memory.get(key)).isPresent();
    put.get();
  }

  @Test
  void closingTwiceAtOnceAndByAnInterruptedThreadIsAllowed() throws Exception {
    before = this::untilReleased;
    begunBeforeAll();
    List<Future<CreateResult>> calls = creates();

    List<Future<?>> closing =
        List.of(
            threads.submit(ponkeeper::close),
            threads.submit(() -> {
              Thread.currentThread().interrupt();
              ponkeeper.close();
              assertThat(Thread.interrupted()).isTrue();
            }));
    for (Future<?> one : closing) {
      one.get();
    }

    assertThat(calls).allMatch(call -> code(call) != null);
  }

  @Test
  void itMayBeClosedFromWithinACallback() {
    olt.register(OltScene.registration(0));
    try {
      instances.create(
          CreateRequest.of(OltScene.T64, port(1))
              .withAdapterData(instance -> {
                ponkeeper.close();
                return List.of();
              }));
    } catch (StoreFailedException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }
    assertThatIllegalStateException().isThrownBy(instances::list);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN, e);
    }
  }
}
