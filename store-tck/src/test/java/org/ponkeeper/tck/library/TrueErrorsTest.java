package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/**
 * Errors tell callers what really happened. The time of the clock changes only if a test sets it.
 */
@Timeout(60)
class TrueErrorsTest {

  private static final PonId PON = new PonId(OltScene.OLT, 0);

  private final MemoryStore memory = new MemoryStore();
  private final Queue<Function<Txn, TxnResult>> commits = new ConcurrentLinkedQueue<>();
  private final AtomicLong nanos = new AtomicLong();
  private volatile Runnable beforeReading = () -> {};
  private volatile boolean conflicting;

  private final Ponkeeper ponkeeper =
      Ponkeeper.on(
          new ForwardingStore(memory) {
            @Override
            public TxnResult commit(Txn txn) {
              if (conflicting && txn.conditions().size() > 1) {
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                return withConflict(txn);
              }
              Function<Txn, TxnResult> staged = commits.poll();
              return staged == null ? super.commit(txn) : staged.apply(txn);
            }

            @Override
            public Snapshot snapshot() {
              beforeReading.run();
              return super.snapshot();
            }
          },
          PonkeeperOptions.DEFAULTS
              .withWatch(false)
              .withExecutor(
                  Environment.forTesting(
                      PonkeeperOptions.DEFAULTS.executor(),
                      nanos::get,
                      Sleeper.THREAD,
                      RandomGenerator.getDefault())));
  private final Olt olt = ponkeeper.olt(Technology.XGS_PON, OltScene.OLT);
  private final Instances instances = olt.instances();

  @BeforeEach
  void given() {
    olt.register(OltScene.registration(0));
    create(1);
  }

  @AfterEach
  void close() {
    ponkeeper.close();
    memory.close();
  }

  private CreateResult create(int onu) {
    return instances.create(OltScene.T64, UniPort.of("olt-1", 0, onu, 0));
  }

  private static PonkeeperException error(Runnable call) {
    return catchThrowableOfType(PonkeeperException.class, call::run);
  }

  private TxnResult withConflict(Txn txn) {
    Key pool = new Key("service/voltha/resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{0}");
    KeyValue found = memory.get(pool).orElseThrow();
    memory.commit(Txn.put(pool, found.value()));
    return memory.commit(txn);
  }

  @Test
  void anOutageAfterOneConflictIsNoContention() {
    commits.add(this::withConflict);
    AtomicBoolean once = new AtomicBoolean();
    beforeReading =
        () -> {
          if (once.compareAndSet(false, true)) {
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
          }
        };

    assertThat(error(() -> create(2)).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(create(2).created()).isTrue();
  }

  @Test
  void conflictsUntilTheDeadlineAreContention() {
    conflicting = true;

    PonkeeperException e = error(() -> create(2));

    assertThat(e.code()).isEqualTo(ErrorCode.CONTENTION);
    assertThat(e.facts()).containsEntry("conflicts", "10");
  }

  @Test
  void aCreateWhoseReplyWasLostSaysThatItCreated() {
    commits.add(txn -> {
      memory.commit(txn);
      throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
    });

    assertThat(create(2).created()).isTrue();
    assertThat(create(2).created()).isFalse();
  }

  @Test
  void anInstanceOfAnotherWriterIsNotReportedAsCreated() {
    commits.add(txn -> {
      OltScene.on(
          memory,
          other -> {
            // another service takes the ids that were chosen
            Instances theirs = other.olt(Technology.XGS_PON, OltScene.OLT).instances();
            theirs.create(OltScene.T64, UniPort.of("olt-1", 0, 3, 0));
            theirs.create(OltScene.T64, UniPort.of("olt-1", 0, 2, 0));
          });
      throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
    });

    assertThat(create(2).created()).isFalse();
  }

  @Test
  void aMissingRangeIsNotAnOltThatIsNotRegistered() {
    PonkeeperException e =
        error(() ->
            olt.ids().allocate(PON.number(), ResourceType.FLOW_ID, new OwnerName("serial"), 1));

    assertThat(e.code()).isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(e.facts()).containsKey("reason");
    assertThat(error(() -> olt.ids().list(PON.number(), ResourceType.FLOW_ID)).code())
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
  }

  @Test
  void aWriterThatReadsSlowlyHasItsTurnBesideOneThatNeverPauses() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
        Ponkeeper fast = Ponkeeper.on(memory);
        Ponkeeper slow =
            Ponkeeper.on(
                new ForwardingStore(memory) {
                  @Override
                  public Snapshot snapshot() {
                    Snapshot made = super.snapshot();
                    sleep(700); // longer than a turn is waited for unless more is asked for
                    return made;
                  }
                })) {
      Instances theirs = fast.olt(Technology.XGS_PON, OltScene.OLT).instances();
      theirs.create(OltScene.T64, UniPort.of("olt-1", 0, 9, 0));
      Future<?> writer =
          writers.submit(() -> {
            while (!done.get()) {
              theirs.create(OltScene.T64, UniPort.of("olt-1", 0, 10, 0));
              theirs.delete(OltScene.T64, UniPort.of("olt-1", 0, 10, 0));
            }
          });
      try {
        CreateResult answer =
            slow.olt(Technology.XGS_PON, OltScene.OLT)
                .instances()
                .create(OltScene.T64, UniPort.of("olt-1", 0, 11, 0));
        assertThat(answer.created()).isTrue();
      } finally {
        done.set(true);
        writer.get();
      }
    }
    assertThat(
            memory.list(
                List.of(KeyRange.prefix("service/voltha/ponkeeper/turns/")), ScanOptions.KEYS_ONLY))
        .isEmpty();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
