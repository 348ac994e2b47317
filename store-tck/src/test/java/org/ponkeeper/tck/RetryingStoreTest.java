package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.RetryListener;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.store.testing.StoreCall;

class RetryingStoreTest {

  private static final Key A = new Key("a");
  private static final Txn PUT = Txn.put(A, Bytes.utf8("1"));
  private static final Fault FAIL = Fault.FAIL_BEFORE;

  /** Draws the longest pause that is allowed. */
  private static final RandomGenerator LONGEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new AssertionError("only a bounded number is asked for");
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private final MemoryStore memory = new MemoryStore();
  private final Map<StoreCall, Integer> calls = new EnumMap<>(StoreCall.class);
  private final List<Duration> pauses = new ArrayList<>();
  private long now = -5;

  private final Sleeper sleeper =
      pause -> {
        pauses.add(pause);
        now += pause.toNanos();
      };

  @Test
  void everyReadIsRepeatedUntilItSucceeds() {
    memory.commit(PUT);

    assertThat(store(StoreCall.GET, FAIL, FAIL).get(A)).isPresent();
    assertThat(store(StoreCall.HEALTH, FAIL, FAIL).health().engine()).isEqualTo("memory");
    try (Snapshot snapshot = store(StoreCall.SNAPSHOT, FAIL, FAIL).snapshot()) {
      assertThat(snapshot.get(A)).isPresent();
    }
    assertThat(pauses).hasSize(6);
  }

  @Test
  void aCommitThatSurelyDidNotHappenIsRepeated() {
    store(StoreCall.COMMIT, FAIL, FAIL).commit(PUT);

    assertThat(calls).containsEntry(StoreCall.COMMIT, 3);
    assertThat(memory.get(A)).isPresent();
  }

  @Test
  void eachRetryIsReported() {
    List<String> retries = new ArrayList<>();
    RetryListener listener =
        (operation, failures, code) -> retries.add(operation + " " + failures + " " + code);

    store(StoreCall.COMMIT, FAIL, FAIL)
        .withListener(listener)
        .within(Duration.ofMinutes(1))
        .commit(PUT);
    try (Snapshot snapshot = store(StoreCall.SCAN, FAIL).withListener(listener).snapshot()) {
      snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL).toList();
    }
    assertThatThrownBy(
            () -> store(StoreCall.COMMIT, Fault.LOST_AFTER).withListener(listener).commit(PUT))
        .isInstanceOf(StoreFailedException.class);

    assertThat(retries)
        .containsExactly(
            "COMMIT 1 STORE_UNAVAILABLE",
            "COMMIT 2 STORE_UNAVAILABLE",
            "SNAPSHOT 1 STORE_UNAVAILABLE");
  }

  @Test
  void anExceptionOfTheListenerChangesNothing() {
    store(StoreCall.COMMIT, FAIL, FAIL)
        .withListener((operation, failures, code) -> {
          throw new NoClassDefFoundError("of a test");
        })
        .commit(PUT);

    assertThat(memory.get(A)).isPresent();
  }

  @Test
  void aViewWithLessTimeGivesUpEarlierAndHandsTheTimeOn() {
    List<Duration> times = new ArrayList<>();
    AtomicInteger attempts = new AtomicInteger();
    ForwardingStore failing =
        new ForwardingStore(memory) {
          @Override
          public KeyValueStore within(Duration time) {
            times.add(time);
            return this;
          }

          @Override
          public TxnResult commit(Txn txn) {
            attempts.incrementAndGet();
            throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
          }
        };
    RetryingStore store =
        new RetryingStore(failing, RetryPolicy.DEFAULTS, () -> now, sleeper, LONGEST);

    Duration time = Duration.ofMillis(100);
    assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.within(time).commit(PUT));

    assertThat(times).containsExactly(time);
    assertThat(attempts).hasValue(3);
    assertThat(memory.get(A)).isEmpty();
  }

  @Test
  void anUnknownOutcomePassesThroughAtOnceWhetherItHappenedOrNot() {
    for (Fault lost : List.of(Fault.LOST_BEFORE, Fault.LOST_AFTER)) {
      assertFailsWith(ErrorCode.OUTCOME_UNKNOWN, () -> store(StoreCall.COMMIT, lost).commit(PUT));
    }
    assertThat(calls).containsEntry(StoreCall.COMMIT, 2);
    assertThat(pauses).isEmpty();
  }

  @Test
  void onlyStoreUnavailableIsRetried() {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.errorClass() != ErrorClass.STORE_FAILED || code == ErrorCode.STORE_UNAVAILABLE) {
        continue;
      }
      calls.clear();
      FaultPlan plan =
          call -> {
            throw new StoreFailedException(code);
          };
      assertFailsWith(code, () -> over(plan).get(A));
      assertFailsWith(code, () -> over(plan).commit(PUT));
      assertThat(calls).as("%s", code).containsOnlyKeys(StoreCall.GET, StoreCall.COMMIT);
      assertThat(calls.values()).as("%s", code).containsOnly(1);
    }
  }

  @Test
  void pausesDoubleUpToTheLongestOne() {
    Fault[] seven = Collections.nCopies(7, FAIL).toArray(Fault[]::new);
    store(StoreCall.GET, seven).get(A);

    assertThat(pauses.stream().map(Duration::toMillis))
        .containsExactly(20L, 40L, 80L, 160L, 320L, 640L, 1000L);
  }

  @Test
  void pausesAreDrawnFromZeroToTheirBound() {
    // given
    RandomGenerator random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      new RetryingStore(
              faulty(FaultPlan.on(StoreCall.GET, FAIL)),
              RetryPolicy.DEFAULTS,
              () -> now,
              sleeper,
              random)
          .get(A);
    }

    // then they are spread over the whole range
    assertThat(pauses)
        .hasSize(100)
        .allSatisfy(p -> assertThat(p).isBetween(Duration.ZERO, Duration.ofMillis(20)))
        .anySatisfy(p -> assertThat(p).isLessThan(Duration.ofMillis(3)))
        .anySatisfy(p -> assertThat(p).isGreaterThan(Duration.ofMillis(17)));
  }

  @Test
  void noAttemptBeginsAfterTheDeadlineAndTheLastFailureIsTheAnswer() {
    RetryingStore store = over(call -> FAIL);

    assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));

    // 1.26 s for the first six pauses and 1 s each after that: the eighth of those would end late
    assertThat(pauses).hasSize(14);
    assertThat(Duration.ofNanos(now)).isLessThan(RetryPolicy.DEFAULT_DEADLINE);
  }

  @Test
  void timeSpentInAttemptsCountsToo() {
    FaultPlan slow =
        call -> {
          now += Duration.ofSeconds(6).toNanos();
          return FAIL;
        };
    RetryingStore store = over(slow);

    assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
    assertThat(pauses).hasSize(1);
  }

  @Test
  void anInterruptEndsTheCallAndStaysSet() {
    RetryingStore store =
        new RetryingStore(
            faulty(call -> FAIL), RetryPolicy.DEFAULTS, () -> now, Sleeper.THREAD, LONGEST);
    Thread.currentThread().interrupt();
    try {
      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.commit(PUT));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(calls).containsEntry(StoreCall.COMMIT, 1);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void theFirstReadOfASnapshotIsRepeatedOnANewOne() {
    memory.commit(PUT);
    try (Snapshot snapshot = store(StoreCall.SNAPSHOT_GET, FAIL, FAIL).snapshot()) {
      assertThat(snapshot.get(A)).isPresent();
    }
    assertThat(calls).containsEntry(StoreCall.SNAPSHOT, 3);
  }

  @Test
  void theBeginningOfAScanIsRepeatedOnANewSnapshot() {
    memory.commit(PUT);
    for (StoreCall call : List.of(StoreCall.SCAN, StoreCall.SCAN_NEXT)) {
      try (Snapshot snapshot = store(call, FAIL, FAIL).snapshot()) {
        List<KeyValue> found = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL).toList();
        assertThat(found).hasSize(1);
      }
    }
    assertThat(calls).containsEntry(StoreCall.SNAPSHOT, 6);
  }

  @Test
  void onceASnapshotAnsweredItsFailuresPassThroughAndItsInstantStays() {
    memory.commit(PUT);
    try (Snapshot snapshot = store(StoreCall.SNAPSHOT_GET, Fault.NONE, FAIL).snapshot()) {
      Optional<KeyValue> before = snapshot.get(A);
      memory.commit(Txn.put(A, Bytes.utf8("2")));

      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> snapshot.get(A));
      assertThat(snapshot.get(A)).isEqualTo(before);
    }
    assertThat(calls).containsEntry(StoreCall.SNAPSHOT, 1);
  }

  @Test
  void aScanThatFailsInTheMiddleIsNotRepeated() {
    memory.commit(PUT);
    memory.commit(Txn.put(new Key("b"), Bytes.utf8("2")));
    try (Snapshot snapshot = store(StoreCall.SCAN_NEXT, Fault.NONE, FAIL).snapshot();
        Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
      assertThat(scan.next().key()).isEqualTo(A);
      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, scan::next);
    }
    assertThat(calls).containsEntry(StoreCall.SNAPSHOT, 1);
  }

  @Test
  void aListIsRepeatedAsAWhole() {
    memory.commit(PUT);
    memory.commit(Txn.put(new Key("b"), Bytes.utf8("2")));

    assertThat(
            store(StoreCall.SCAN_NEXT, Fault.NONE, FAIL, Fault.NONE, FAIL)
                .list(List.of(KeyRange.all()), ScanOptions.ALL))
        .extracting(KeyValue::key)
        .containsExactly(A, new Key("b"));
  }

  @Test
  void aLostSnapshotPassesThrough() {
    try (Snapshot snapshot = store(StoreCall.SNAPSHOT_GET, Fault.SNAPSHOT_LOST).snapshot()) {
      assertThatThrownBy(() -> snapshot.get(A)).isInstanceOf(SnapshotLostException.class);
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void theBudgetLimitsRetriesDuringAnOutage() {
    // given a budget that only calls fill, one retry for ten of them, and five saved up
    RetryPolicy policy = RetryPolicy.DEFAULTS.budget(new RetryPolicy.Budget(0.1, 0, 5));
    RetryingStore store =
        new RetryingStore(faulty(call -> FAIL), policy, () -> now, sleeper, LONGEST);

    // when a thousand calls fail
    for (int i = 0; i < 1_000; i++) {
      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
    }

    // then the store was not asked much more often than that
    assertThat(calls.get(StoreCall.GET)).isBetween(1_100, 1_106);
  }

  @Test
  void aBudgetFillsWithTime() {
    // given a budget of which nothing is left, and that gets two retries a second
    RetryPolicy policy = RetryPolicy.DEFAULTS.budget(new RetryPolicy.Budget(0, 2, 1));
    RetryingStore store =
        new RetryingStore(
            faulty(FaultPlan.on(StoreCall.GET, FAIL, FAIL, FAIL, FAIL)),
            policy,
            () -> now,
            sleeper,
            LONGEST);
    assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
    assertThat(calls).containsEntry(StoreCall.GET, 2);
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(() -> store.get(A))
        .satisfies(failure -> assertThat(failure.facts()).containsKey("retries"));

    // when half a second passes
    now += Duration.ofMillis(500).toNanos();

    // then there is one more
    assertThat(store.get(A)).isEmpty();
    assertThat(calls).containsEntry(StoreCall.GET, 5);
  }

  @Test
  void makingAWatchIsRepeated() {
    store(StoreCall.WATCH, FAIL, FAIL).watch(KeyRange.all(), Position.now(), e -> {}).close();

    assertThat(calls).containsEntry(StoreCall.WATCH, 3);
  }

  @Test
  void aPolicyThatMakesNoSenseIsRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.DEFAULTS.deadline(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.DEFAULTS.backoff(Duration.ZERO, second));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.DEFAULTS.backoff(second, Duration.ofMillis(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy.Budget(-0.1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy.Budget(0, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy.Budget(0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy.Budget(Double.NaN, 0, 1));
  }

  private RetryingStore store(StoreCall call, Fault... faults) {
    return over(FaultPlan.on(call, faults));
  }

  private RetryingStore over(FaultPlan plan) {
    return new RetryingStore(faulty(plan), RetryPolicy.DEFAULTS, () -> now, sleeper, LONGEST);
  }

  private FaultyStore faulty(FaultPlan plan) {
    FaultPlan counted =
        call -> {
          calls.merge(call, 1, Integer::sum);
          return plan.next(call);
        };
    return new FaultyStore(memory, counted);
  }

  private static void assertFailsWith(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(call::run)
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
