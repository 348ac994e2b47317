package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/** Calls within a limit of their caller. */
@Timeout(120)
interface LimitContract extends StoreUnderTest {

  /** Values of these tests. */
  final class Limited {
    static final Duration CALL = Duration.ofHours(1);
    static final Duration SHORT = Duration.ofMillis(200);
    static final TechProfileId T64 = new TechProfileId(64);

    private Limited() {}

    static UniPort port(int onu) {
      return UniPort.of("olt-1", 0, onu, 0);
    }

    static Olt olt(Ponkeeper ponkeeper) {
      return ponkeeper.olt(Technology.XGS_PON, "olt-1");
    }

    static void register(KeyValueStore store) {
      try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
        olt(ponkeeper)
            .register(
                OltRegistration.builder()
                    .pons(0, 1)
                    .onuIds(1, 128)
                    .allocIds(1024, 2047)
                    .gemPortIds(1024, 4095)
                    .build());
        create(ponkeeper, 1);
      }
    }

    static CreateResult create(Ponkeeper ponkeeper, int onu) {
      return olt(ponkeeper)
          .instances()
          .create(CreateRequest.of(T64, port(onu)).withFallbackToDefault());
    }

    static ErrorCode code(Runnable call) {
      try {
        call.run();
      } catch (PonkeeperException e) {
        return e.code();
      }
      throw new AssertionError("it did not fail");
    }

    static void awaitWaiting(Thread thread) {
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        assertThat(thread.isAlive()).isTrue();
        Thread.onSpinWait();
      }
    }
  }

  /** The time of a Ponkeeper, which a test moves on. */
  final class MovedClock {
    private final AtomicLong offset = new AtomicLong();

    Ponkeeper on(KeyValueStore store) {
      return Ponkeeper.on(
          store,
          PonkeeperOptions.DEFAULTS
              .withCallTimeout(Limited.CALL)
              .withWatch(false)
              .withAdapterPath("service/voltha/adapter")
              .withExecutor(
                  Environment.forTesting(
                      task -> Thread.ofVirtual().start(task),
                      () -> System.nanoTime() + offset.get(),
                      Sleeper.THREAD,
                      RandomGenerator.getDefault())));
    }

    void move(Duration by) {
      offset.addAndGet(by.toNanos());
    }
  }

  /** A store that a test stalls: then each call hangs until its time has passed. */
  final class StallingStore extends ForwardingStore {
    private final KeyValueStore store;
    private final Duration time;
    private final State state;

    /** What all views have in common. */
    private static final class State {
      private volatile CountDownLatch goesOn = new CountDownLatch(0);
      private final Queue<Duration> times = new ConcurrentLinkedQueue<>();
      private final AtomicLong calls = new AtomicLong();
    }

    StallingStore(KeyValueStore store) {
      this(store, Limited.CALL, new State());
    }

    private StallingStore(KeyValueStore store, Duration time, State state) {
      super(store);
      this.store = store;
      this.time = time;
      this.state = state;
    }

    @Override
    public KeyValueStore within(Duration limit) {
      state.times.add(limit);
      return new StallingStore(store, limit, state);
    }

    @Override
    public Optional<KeyValue> get(Key key) {
      await(ErrorCode.STORE_UNAVAILABLE);
      return super.get(key);
    }

    @Override
    public Snapshot snapshot() {
      await(ErrorCode.STORE_UNAVAILABLE);
      return super.snapshot();
    }

    @Override
    public TxnResult commit(Txn txn) {
      await(ErrorCode.OUTCOME_UNKNOWN);
      return super.commit(txn);
    }

    private void await(ErrorCode failure) {
      state.calls.incrementAndGet();
      try {
        if (!state.goesOn.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new StoreFailedException(failure);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreFailedException(failure);
      }
    }

    void stall() {
      state.goesOn = new CountDownLatch(1);
    }

    void goOn() {
      state.goesOn.countDown();
    }
  }

  @Test
  default void aStalledStoreEndsCallsAtTheLimit() {
    Limited.register(store());
    StallingStore stalling = new StallingStore(store());
    MovedClock clock = new MovedClock();
    try (Ponkeeper ponkeeper = clock.on(stalling)) {
      Olt olt = Limited.olt(ponkeeper);
      Limited.create(ponkeeper, 1);
      stalling.stall();

      List<Runnable> reads =
          List.of(
              olt::refresh,
              olt::contents,
              () -> ponkeeper.olts().list(),
              () -> ponkeeper.templates().list(Technology.XGS_PON),
              () -> ponkeeper.search().find("1024"),
              () -> ponkeeper.adapterData().get("a"),
              () -> olt.delete(progress -> {}));
      for (Runnable read : reads) {
        assertThat(Limited.code(() -> within(ponkeeper, Limited.SHORT, read)))
            .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
      }
      // The last, so that no call waits for its turn.
      assertThat(
              Limited.code(
                  () -> ponkeeper.within(Limited.SHORT, () -> Limited.create(ponkeeper, 2))))
          .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(ponkeeper.status().code()).as("so short a time says nothing").isEmpty();

      stalling.goOn();
      assertThat(Limited.create(ponkeeper, 2).created()).isTrue();
    }
  }

  @Test
  default void aRequestThatWaitsUntilTheLimitIsNotMade() throws Exception {
    Limited.register(store());
    StallingStore stalling = new StallingStore(store());
    MovedClock clock = new MovedClock();
    try (Ponkeeper ponkeeper = clock.on(stalling)) {
      Limited.olt(ponkeeper).load();
      long before = stalling.state.calls.get();
      stalling.stall();
      FutureTask<CreateResult> first = new FutureTask<>(() -> Limited.create(ponkeeper, 2));
      Thread.ofPlatform().start(first);
      while (stalling.state.calls.get() == before) {
        Thread.onSpinWait();
      }

      assertThat(
              Limited.code(
                  () -> ponkeeper.within(Limited.SHORT, () -> Limited.create(ponkeeper, 3))))
          .isEqualTo(ErrorCode.STORE_UNAVAILABLE);

      stalling.goOn();
      assertThat(first.get().created()).isTrue();
      assertThat(Limited.olt(ponkeeper).instances().find(Limited.T64, Limited.port(3))).isEmpty();
      assertThat(Limited.create(ponkeeper, 3).created()).isTrue();
    }
  }

  @Test
  default void theTimeOfCallersTogetherIsThatOfTheMostPatient() throws Exception {
    Limited.register(store());
    StallingStore stalling = new StallingStore(store());
    MovedClock clock = new MovedClock();
    try (Ponkeeper ponkeeper = clock.on(stalling)) {
      Olt olt = Limited.olt(ponkeeper);
      Limited.create(ponkeeper, 1);
      long before = stalling.state.calls.get();
      stalling.stall();
      FutureTask<CreateResult> first = new FutureTask<>(() -> Limited.create(ponkeeper, 2));
      Thread.ofPlatform().start(first);
      while (stalling.state.calls.get() == before) {
        Thread.onSpinWait();
      }
      List<FutureTask<CreateResult>> creates =
          List.of(
              new FutureTask<>(() -> Limited.create(ponkeeper, 3)),
              new FutureTask<>(() ->
                  ponkeeper.within(Duration.ofMinutes(1), () -> Limited.create(ponkeeper, 4))));
      for (FutureTask<CreateResult> create : creates) {
        Limited.awaitWaiting(Thread.ofPlatform().start(create));
      }
      stalling.state.times.clear();

      stalling.goOn();
      for (FutureTask<CreateResult> create : creates) {
        assertThat(create.get().created()).isTrue();
      }
      assertThat(stalling.state.times)
          .isNotEmpty()
          .allSatisfy(time -> assertThat(time).isGreaterThan(Duration.ofMinutes(50)));

      // alone, a caller has his own time
      stalling.state.times.clear();
      within(ponkeeper, Duration.ofMinutes(1), olt::refresh);
      assertThat(stalling.state.times)
          .isNotEmpty()
          .allSatisfy(time -> assertThat(time).isLessThan(Duration.ofMinutes(2)));
    }
  }

  @Test
  default void aLimitThatIsOverAsksTheStoreForNothing() {
    Limited.register(store());
    StallingStore counting = new StallingStore(store());
    MovedClock clock = new MovedClock();
    try (Ponkeeper ponkeeper = clock.on(counting)) {
      Olt olt = Limited.olt(ponkeeper);
      olt.load();
      List<Runnable> calls =
          List.of(
              () -> Limited.create(ponkeeper, 2),
              () -> olt.instances().delete(Limited.T64, Limited.port(1)),
              olt::refresh,
              olt::contents,
              olt::unregister,
              () -> olt.delete(progress -> {}),
              () -> ponkeeper.olt(Technology.XGS_PON, "olt-2").load(),
              () -> ponkeeper.templates().delete(Technology.XGS_PON, Limited.T64),
              () -> ponkeeper.adapterData().put("a", Bytes.utf8("b")),
              () -> ponkeeper.changes().watch(event -> {}));
      long before = counting.state.calls.get();
      for (Duration limit : List.of(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE))) {
        for (Runnable call : calls) {
          assertThat(Limited.code(() -> within(ponkeeper, limit, call)))
              .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        }
        List<Outcome<CreateResult>> outcomes =
            ponkeeper.within(
                limit,
                () ->
                    olt.instances()
                        .createAll(List.of(CreateRequest.of(Limited.T64, Limited.port(2)))));
        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Failed.class);
        assertThat(
                ponkeeper.within(limit, () -> olt.instances().find(Limited.T64, Limited.port(1))))
            .isPresent();
      }
      assertThat(counting.state.calls).hasValue(before);
      assertThat(ponkeeper.status().code()).isEmpty();

      assertThat(
              ponkeeper
                  .within(Duration.ofSeconds(Long.MAX_VALUE), () -> Limited.create(ponkeeper, 2))
                  .created())
          .isTrue();
    }
  }

  @Test
  default void longWorkEndsAtTheLimitAndCanBeContinued() {
    Limited.register(store());
    MovedClock clock = new MovedClock();
    try (Ponkeeper ponkeeper = clock.on(store())) {
      Olt olt = Limited.olt(ponkeeper);
      for (int onu = 1; onu <= 128; onu++) {
        for (int uni = 0; uni < 2; uni++) {
          olt.instances()
              .create(
                  CreateRequest.of(Limited.T64, UniPort.of("olt-1", 0, onu, uni))
                      .withFallbackToDefault());
        }
      }
      List<Long> done = new ArrayList<>();
      Runnable delete =
          () ->
              olt.delete(progress -> {
                done.add(progress.done());
                clock.move(Duration.ofMinutes(20));
              });

      assertThat(Limited.code(() -> within(ponkeeper, Duration.ofMinutes(30), delete)))
          .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
      assertThat(done).hasSize(2);
      assertThat(Limited.code(() -> Limited.create(ponkeeper, 1))).isEqualTo(ErrorCode.OLT_BUSY);

      delete.run();
      assertThat(olt.contents().total()).isZero();
    }
  }

  @Test
  default void ofLimitsWithinLimitsTheEarlierEndCounts() {
    Limited.register(store());
    MovedClock clock = new MovedClock();
    try (Ponkeeper ponkeeper = clock.on(store());
        Ponkeeper other = clock.on(store())) {
      Runnable call = () -> Limited.olt(ponkeeper).refresh();
      Duration minute = Duration.ofMinutes(1);

      within(
          ponkeeper,
          minute.multipliedBy(3),
          () -> {
            assertThat(
                    Limited.code(() ->
                        within(
                            ponkeeper,
                            minute,
                            () -> {
                              call.run();
                              clock.move(minute);
                              call.run();
                            })))
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            call.run();
            within(
                ponkeeper,
                minute.multipliedBy(10),
                () -> {
                  assertThat(ponkeeper.timeLeft().orElseThrow())
                      .isBetween(minute, minute.multipliedBy(2));
                  assertThat(other.timeLeft()).isEmpty();
                  call.run();
                  clock.move(minute.multipliedBy(2));
                  assertThat(Limited.code(call)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                  Limited.olt(other).refresh();
                });
            assertThat(Limited.code(call)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(ponkeeper.timeLeft()).contains(Duration.ZERO);
          });
      call.run();
      assertThat(ponkeeper.timeLeft()).isEmpty();

      assertThatThrownBy(() ->
              within(
                  ponkeeper,
                  Duration.ZERO,
                  () -> {
                    throw new IllegalArgumentException("of the caller");
                  }))
          .hasMessage("of the caller");
      call.run();
    }
  }

  @Test
  default void aLimitIsOfItsThreadOnly() throws Exception {
    Limited.register(store());
    try (Ponkeeper ponkeeper = new MovedClock().on(store())) {
      FutureTask<CreateResult> beside = new FutureTask<>(() -> Limited.create(ponkeeper, 2));
      within(
          ponkeeper,
          Duration.ZERO,
          () -> {
            Thread.ofPlatform().start(beside);
            try {
              assertThat(beside.get().created()).isTrue();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  private static void within(Ponkeeper ponkeeper, Duration limit, Runnable calls) {
    ponkeeper.within(
        limit,
        () -> {
          calls.run();
          return true;
        });
  }
}
