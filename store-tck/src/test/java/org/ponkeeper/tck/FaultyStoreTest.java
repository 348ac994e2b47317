package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

class FaultyStoreTest {

  private static final Key A = new Key("a");
  private static final Txn PUT = Txn.put(A, Bytes.utf8("1"));

  private final MemoryStore memory = new MemoryStore();

  @Test
  void aCommitThatFailsBeforeDidNotHappen() {
    FaultyStore store = failing(StoreCall.COMMIT, Fault.FAIL_BEFORE);

    assertFails(() -> store.commit(PUT), ErrorCode.STORE_UNAVAILABLE, Outcome.NOTHING_HAPPENED);
    assertThat(memory.get(A)).isEmpty();
  }

  @Test
  void aCommitLostOnTheWayToTheStoreDidNotHappenAndHasAnUnknownOutcome() {
    FaultyStore store = failing(StoreCall.COMMIT, Fault.LOST_BEFORE);

    assertFails(() -> store.commit(PUT), ErrorCode.OUTCOME_UNKNOWN, Outcome.UNKNOWN);
    assertThat(memory.get(A)).isEmpty();
  }

  @Test
  void aCommitWhoseReplyIsLostHappenedAndHasAnUnknownOutcome() {
    FaultyStore store = failing(StoreCall.COMMIT, Fault.LOST_AFTER);

    assertFails(() -> store.commit(PUT), ErrorCode.OUTCOME_UNKNOWN, Outcome.UNKNOWN);
    assertThat(memory.get(A)).isPresent();
  }

  @Test
  void faultsComeInTheirOrderAndThenNoMore() {
    FaultyStore store = failing(StoreCall.COMMIT, Fault.FAIL_BEFORE, Fault.NONE, Fault.LOST_BEFORE);

    assertThatThrownBy(() -> store.commit(PUT)).isInstanceOf(StoreFailedException.class);
    assertThat(store.get(A)).isEmpty();
    store.commit(PUT);
    assertThatThrownBy(() -> store.commit(PUT)).isInstanceOf(StoreFailedException.class);
    store.commit(PUT);
  }

  @Test
  void readsFail() {
    assertUnavailable(() -> failing(StoreCall.GET, Fault.FAIL_BEFORE).get(A));
    assertUnavailable(() -> failing(StoreCall.SNAPSHOT, Fault.FAIL_BEFORE).snapshot());
    assertUnavailable(() -> failing(StoreCall.HEALTH, Fault.FAIL_BEFORE).health());
    try (Snapshot snapshot = failing(StoreCall.SNAPSHOT_GET, Fault.FAIL_BEFORE).snapshot()) {
      assertUnavailable(() -> snapshot.get(A));
      assertThat(snapshot.get(A)).isEmpty();
    }
  }

  @Test
  void aScanFailsInTheMiddle() {
    memory.commit(PUT);
    memory.commit(Txn.put(new Key("b"), Bytes.utf8("2")));
    FaultyStore store = failing(StoreCall.SCAN_NEXT, Fault.NONE, Fault.FAIL_BEFORE);
    try (Snapshot snapshot = store.snapshot();
        Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
      assertThat(scan.hasNext()).isTrue();
      assertThat(scan.next().key()).isEqualTo(A);
      assertUnavailable(scan::next);
      assertThat(scan.next().key()).isEqualTo(new Key("b"));
    }
  }

  @Test
  void aSnapshotIsLost() {
    for (StoreCall call : List.of(StoreCall.SCAN, StoreCall.SCAN_NEXT, StoreCall.SNAPSHOT_GET)) {
      FaultyStore store = failing(call, Fault.SNAPSHOT_LOST);
      try (Snapshot snapshot = store.snapshot()) {
        assertThatThrownBy(
                () -> {
                  snapshot.get(A);
                  snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL).hasNext();
                })
            .as("%s", call)
            .isInstanceOf(SnapshotLostException.class);
      }
    }
  }

  @Test
  void aListWhoseSnapshotIsLostIsReadAgainAndGivesUpAfterThree() {
    memory.commit(PUT);
    Fault lost = Fault.SNAPSHOT_LOST;

    assertThat(
            failing(StoreCall.SCAN_NEXT, lost, lost).list(List.of(KeyRange.all()), ScanOptions.ALL))
        .hasSize(1);
    assertThatThrownBy(() ->
            failing(StoreCall.SCAN_NEXT, lost, lost, lost)
                .list(List.of(KeyRange.all()), ScanOptions.ALL))
        .isInstanceOfSatisfying(
            StoreFailedException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
  }

  @Test
  void aFaultThatDoesNotFitItsCallIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultPlan.on(StoreCall.GET, Fault.LOST_AFTER));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultyStore(memory, call -> Fault.LOST_AFTER).get(A));
    assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.seeded(1, 1.5));
    assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.seeded(1, Double.NaN));
  }

  @Test
  void onlyAWatchIsDenied() {
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(() ->
            failing(StoreCall.WATCH, Fault.DENIED)
                .watch(KeyRange.all(), Position.now(), event -> {}))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_DENIED));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultPlan.on(StoreCall.COMMIT, Fault.DENIED));
  }

  @Test
  void theSameSeedGivesTheSameFaultsAndOnlyThoseThatFit() {
    List<Fault> first = faults(FaultPlan.seeded(42, 0.5));

    assertThat(faults(FaultPlan.seeded(42, 0.5))).isEqualTo(first);
    assertThat(faults(FaultPlan.seeded(43, 0.5))).isNotEqualTo(first);
    assertThat(first).contains(Fault.values());
    assertThat(faults(FaultPlan.seeded(42, 0))).containsOnly(Fault.NONE);
  }

  private static List<Fault> faults(FaultPlan plan) {
    return Stream.generate(() -> List.of(StoreCall.values()))
        .limit(200)
        .flatMap(List::stream)
        .map(call -> {
          Fault fault = plan.next(call);
          assertThat(fault.fits(call)).as("%s at %s", fault, call).isTrue();
          return fault;
        })
        .toList();
  }

  @Test
  void yieldPointRunsBeforeEachCallAndAfterACommit() {
    List<Boolean> present = new ArrayList<>();
    FaultyStore store =
        new FaultyStore(memory, FaultPlan.none(), () -> present.add(memory.get(A).isPresent()));

    store.get(A);
    store.commit(PUT);

    assertThat(present).containsExactly(false, false, true);
  }

  @Test
  void anActorMayCrashAfterItsCommitTookEffect() {
    Runnable crash =
        () -> {
          if (memory.get(A).isPresent()) {
            throw new IllegalStateException("crashed");
          }
        };
    FaultyStore store = new FaultyStore(memory, FaultPlan.none(), crash);

    assertThatIllegalStateException().isThrownBy(() -> store.commit(PUT)).withMessage("crashed");
    assertThat(memory.get(A)).isPresent();
  }

  private FaultyStore failing(StoreCall call, Fault... faults) {
    return new FaultyStore(memory, FaultPlan.on(call, faults));
  }

  private static void assertUnavailable(Runnable call) {
    assertFails(call, ErrorCode.STORE_UNAVAILABLE, Outcome.NOTHING_HAPPENED);
  }

  private static void assertFails(Runnable call, ErrorCode code, Outcome outcome) {
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(call::run)
        .satisfies(failure -> {
          assertThat(failure.code()).isEqualTo(code);
          assertThat(failure.outcome()).isEqualTo(outcome);
        });
  }
}
