package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/** Whatever the executor, the clocks, the sleeper and callbacks throw, no OLT is blocked by it. */
@Timeout(60)
class ExecutorFaultsTest {

  private static final Duration CALL = Duration.ofSeconds(3);

  /** How many tasks of the executor have not ended. */
  private final AtomicInteger running = new AtomicInteger();

  private final Executor threads =
      run -> {
        running.incrementAndGet();
        Thread.ofVirtual()
            .start(() -> {
              try {
                run.run();
              } finally {
                running.decrementAndGet();
              }
            });
      };

  /** What the executor does with its next tasks; afterwards it runs them. */
  private final Queue<Executor> next = new ConcurrentLinkedQueue<>();

  private final AtomicReference<LongSupplier> nanoClock = new AtomicReference<>(System::nanoTime);
  private final AtomicReference<InstantSource> clock =
      new AtomicReference<>(InstantSource.system());
  private final AtomicReference<Sleeper> sleeper = new AtomicReference<>(Sleeper.THREAD);
  private final AtomicReference<RandomGenerator> random =
      new AtomicReference<>(RandomGenerator.getDefault());

  private final MemoryStore memory = new MemoryStore();
  private final Queue<Function<Txn, TxnResult>> commits = new ConcurrentLinkedQueue<>();

  private final Ponkeeper ponkeeper =
      Ponkeeper.on(
          new ForwardingStore(memory) {
            @Override
            public TxnResult commit(Txn txn) {
              Function<Txn, TxnResult> staged = commits.poll();
              return staged == null ? super.commit(txn) : staged.apply(txn);
            }
          },
          options());
  private final Olt olt = ponkeeper.olt(Technology.XGS_PON, OltScene.OLT);
  private final Instances instances = olt.instances();

  private PonkeeperOptions options() {
    return PonkeeperOptions.DEFAULTS
        .withAdapterPath("service/voltha/adapter")
        .withCallTimeout(CALL)
        .withExecutor(
            new Environment(
                task -> {
                  Executor staged = next.poll();
                  (staged == null ? threads : staged).execute(task);
                },
                () -> clock.get().instant(),
                () -> nanoClock.get().getAsLong(),
                duration -> sleeper.get().sleep(duration),
                () -> random.get().nextLong()));
  }

  @BeforeEach
  void anOltInMemory() {
    olt.register(OltScene.registration(0));
    create(1);
    awaitIdle();
  }

  /** The answer is given a moment before the executor's task ends. */
  private void awaitIdle() {
    while (running.get() > 0) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void close() {
    ponkeeper.close();
    memory.close();
  }

  private CreateResult create(int onu) {
    return instances.create(OltScene.T64, port(onu));
  }

  private static UniPort port(int onu) {
    return UniPort.of("olt-1", 0, onu, 0);
  }

  private static ErrorCode code(Runnable call) {
    PonkeeperException e = catchThrowableOfType(PonkeeperException.class, call::run);
    assertThat(e).as("the call failed with a documented error").isNotNull();
    return e.code();
  }

  /** A change that needs the executor: its template is not in memory. */
  private void createWithAnotherTemplate(int onu) {
    instances.create(CreateRequest.of(new TechProfileId(65), port(onu)).withFallbackToDefault());
  }

  static List<Executor> executorsThatTakeNothing() {
    return List.of(
        task -> {
          throw new OutOfMemoryError("unable to create native thread (of a test)");
        },
        task -> {
          throw new RejectedExecutionException("of a test");
        });
  }

  @ParameterizedTest
  @MethodSource("executorsThatTakeNothing")
  void anExecutorThatTakesNothingEndsTheCallAndNotTheOlt(Executor refusing) {
    next.add(refusing);
    assertThat(code(() -> createWithAnotherTemplate(2))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    awaitIdle();
    next.add(refusing);
    assertThat(code(olt::refresh)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    createWithAnotherTemplate(2);
    assertThat(create(2).created()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("executorsThatTakeNothing")
  void anExecutorThatTakesNothingAfterALostReplyLeavesTheOutcomeUnknown(Executor refusing) {
    commits.add(txn -> {
      memory.commit(txn);
      throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
    });
    next.add(refusing);

    assertThat(code(() -> create(2))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);

    assertThat(create(2).created()).as("it was made").isFalse();
  }

  @Test
  void anExecutorThatLosesATaskIsGivenItAgain() {
    next.add(task -> {});
    assertThat(code(() -> createWithAnotherTemplate(2))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    createWithAnotherTemplate(2);
    assertThat(create(2).created()).isTrue();
  }

  @Test
  void aTaskThatComesTooLateOrTwiceDoesNothing() {
    Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
    next.add(kept::add);
    assertThat(code(() -> createWithAnotherTemplate(2))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    kept.forEach(Runnable::run);
    next.add(task -> {
      task.run();
      task.run();
    });

    assertThat(instances.find(new TechProfileId(65), port(2))).isEmpty();
    createWithAnotherTemplate(2);
  }

  @Test
  void anExecutorThatThrowsThoughItHasBegunIsPassedOver() {
    next.add(task -> {
      threads.execute(task);
      awaitIdle();
      throw new RejectedExecutionException("of a test");
    });
    createWithAnotherTemplate(2);

    awaitIdle();
    next.add(task -> {
      task.run();
      throw new OutOfMemoryError("of a test");
    });
    createWithAnotherTemplate(3);
  }

  @Test
  void aClockThatFailsAfterTheCommitDoesNotTakeTheAnswerAway() {
    commits.add(txn -> {
      TxnResult result = memory.commit(txn);
      clock.set(() -> {
        throw new IllegalArgumentException("the clock of a test");
      });
      return result;
    });

    assertThat(create(2).created()).isTrue();

    assertThatThrownBy(() -> create(3)).hasMessage("the clock of a test");
    clock.set(InstantSource.system());
    assertThat(create(3).created()).isTrue();
  }

  @Test
  void aClockThatFailsWhileACallWaitsDoesNotLeaveItUndecided() {
    // the first uses are the deadline of the call and its beginning, the next one the waiting
    nanoClock.set(
        new LongSupplier() {
          private int uses;

          @Override
          public long getAsLong() {
            if (++uses == 3) {
              nanoClock.set(System::nanoTime);
              throw new IllegalArgumentException("the clock of a test");
            }
            return System.nanoTime();
          }
        });
    // it does not begin before the caller has gone
    Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
    next.add(kept::add);

    assertThat(code(() -> createWithAnotherTemplate(2))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

    kept.forEach(Runnable::run);
    assertThat(instances.find(new TechProfileId(65), port(2))).isEmpty();
  }

  @Test
  void aSleeperThatFailsAfterALostReplyLeavesTheOutcomeUnknown() {
    sleeper.set(duration -> {
      throw new StackOverflowError("the sleeper of a test");
    });
    commits.add(txn -> {
      throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
    });
    commits.add(this::withConflict);

    assertThat(code(() -> create(2))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);

    sleeper.set(Sleeper.THREAD);
    assertThat(create(3).created()).isTrue();
  }

  @Test
  void aFaultOfTheRandomNumbersEndsTheCallAndNotTheOlt() {
    random.set(() -> {
      throw new IllegalArgumentException("the random numbers of a test");
    });
    commits.add(this::withConflict);
    commits.add(this::withConflict);

    assertThatThrownBy(() -> create(2)).hasMessage("the random numbers of a test");

    random.set(RandomGenerator.getDefault());
    assertThat(create(2).created()).isTrue();
  }

  private TxnResult withConflict(Txn txn) {
    Key pool = new Key("service/voltha/resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{0}");
    KeyValue found = memory.get(pool).orElseThrow();
    memory.commit(Txn.put(pool, found.value()));
    return memory.commit(txn);
  }

  @Test
  void anErrorOfAnAdaptersCallbackIsItsOwnAndOthersInTheBatchAreServed() {
    List<Outcome<CreateResult>> outcomes =
        instances.createAll(
            List.of(
                CreateRequest.of(OltScene.T64, port(2))
                    .withAdapterData(instance -> {
                      throw new NoClassDefFoundError("of a test");
                    }),
                CreateRequest.of(OltScene.T64, port(3))));

    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.error()).isInstanceOf(InvalidRequestException.class));
    assertThat(outcomes.getLast().orThrow().created()).isTrue();
  }
}
