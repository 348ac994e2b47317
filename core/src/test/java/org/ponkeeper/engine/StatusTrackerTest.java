package org.ponkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.monitor.EngineListener;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.monitor.Status.Reason;
import org.ponkeeper.monitor.Status.State;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/** The test makes time pass, and delivers changes itself. */
class StatusTrackerTest {

  private static final Instant OPENED = Instant.ofEpochSecond(1_000);

  private Instant now = OPENED;
  private final List<Status> told = new ArrayList<>();
  private final Queue<Runnable> deliveries = new ArrayDeque<>();
  private final List<Status.LoadedOlt> olts = new ArrayList<>();

  private final StatusTracker tracker =
      new StatusTracker(
          () -> now,
          new ListenerCalls(
              Optional.of(
                  new EngineListener() {
                    @Override
                    public void statusChanged(Status status) {
                      told.add(status);
                    }
                  })),
          deliveries::add,
          at -> List.copyOf(olts));

  private final WatchReport watch = tracker.watch();

  private Instant pass(int seconds) {
    now = now.plusSeconds(seconds);
    return now;
  }

  /** The reasons that the listener was told since the last call. */
  private List<Reason> told() {
    while (!deliveries.isEmpty()) {
      deliveries.remove().run();
    }
    List<Reason> reasons = told.stream().map(Status::reason).toList();
    told.clear();
    return reasons;
  }

  private Reason reason() {
    return tracker.status().reason();
  }

  @Test
  void withoutAnyContactNoProblemIsKnown() {
    pass(60);

    Status status = tracker.status();

    assertThat(status.state()).isEqualTo(State.UP);
    assertThat(status.since()).isEqualTo(OPENED);
    assertThat(status.lastContact()).isEmpty();
    assertThat(status.code()).isEmpty();
    assertThat(told()).isEmpty();
  }

  @Test
  void anOutageHasABeginningAndAnEnd() {
    Instant last = pass(1);
    tracker.answered();
    Instant begun = pass(1);
    tracker.failed(ErrorCode.STORE_UNAVAILABLE);
    pass(1);
    tracker.failed(ErrorCode.STORE_UNAVAILABLE);

    Status down = tracker.status();
    assertThat(down.state()).isEqualTo(State.DOWN);
    assertThat(down.reason()).isEqualTo(Reason.NO_ANSWER);
    assertThat(down.code()).contains(ErrorCode.STORE_UNAVAILABLE);
    assertThat(down.since()).isEqualTo(begun);
    assertThat(down.lastContact()).contains(last);

    Instant ended = pass(1);
    tracker.answered();
    Status up = tracker.status();
    assertThat(up.state()).isEqualTo(State.UP);
    assertThat(up.since()).isEqualTo(ended);
    assertThat(up.lastContact()).contains(ended);
    assertThat(told()).containsExactly(Reason.NO_ANSWER, Reason.ANSWERS);
  }

  @Test
  void anotherErrorInAnOutageIsAChangeThatDoesNotRestartTheOutage() {
    Instant begun = pass(1);
    tracker.failed(ErrorCode.STORE_UNAVAILABLE);
    pass(1);
    tracker.failed(ErrorCode.STORE_DENIED);

    assertThat(tracker.status().since()).isEqualTo(begun);
    assertThat(told()).containsExactly(Reason.NO_ANSWER, Reason.ACCESS_DENIED);
  }

  @Test
  void aFullStoreStaysDegradedUntilAChangeSucceeds() {
    tracker.refusedChange(ErrorCode.STORE_FULL);
    tracker.answered();

    Status full = tracker.status();
    assertThat(full.state()).isEqualTo(State.DEGRADED);
    assertThat(full.reason()).isEqualTo(Reason.CHANGES_REFUSED);
    assertThat(full.code()).contains(ErrorCode.STORE_FULL);

    tracker.changed();
    assertThat(told()).containsExactly(Reason.CHANGES_REFUSED, Reason.ANSWERS);
  }

  @Test
  void aLostReplyIsResolvedByTheNextContact() {
    tracker.lostReply();
    assertThat(tracker.status().state()).isEqualTo(State.DEGRADED);
    tracker.answered();
    assertThat(reason()).isEqualTo(Reason.ANSWERS);

    tracker.lostReply();
    tracker.failed(ErrorCode.STORE_UNAVAILABLE);
    tracker.lostReply();
    assertThat(reason()).as("a lost reply is no answer").isEqualTo(Reason.NO_ANSWER);
  }

  @Test
  void aWatchThatLosesTheStoreAndReachesItAgainIsDegradedMeanwhile() {
    watch.interrupted(ErrorCode.STORE_UNAVAILABLE);
    assertThat(tracker.status().state()).isEqualTo(State.DEGRADED);
    Instant resumed = pass(1);
    watch.resumed();

    assertThat(told()).containsExactly(Reason.NOT_WATCHED, Reason.ANSWERS);
    assertThat(tracker.status().lastContact()).contains(resumed);
  }

  @Test
  void withoutCallsAnOutageAndItsEndAreSeenByTheWatches() {
    WatchReport other = tracker.watch();
    watch.interrupted(ErrorCode.STORE_UNAVAILABLE);
    other.interrupted(ErrorCode.STORE_UNAVAILABLE);
    watch.interrupted(ErrorCode.STORE_UNAVAILABLE);
    other.interrupted(ErrorCode.STORE_UNAVAILABLE);
    assertThat(tracker.status().state()).isEqualTo(State.DOWN);

    other.resumed();
    assertThat(reason()).isEqualTo(Reason.NOT_WATCHED);
    watch.resumed();

    assertThat(told())
        .containsExactly(Reason.NOT_WATCHED, Reason.NO_ANSWER, Reason.NOT_WATCHED, Reason.ANSWERS);
  }

  @Test
  void aWatchThatFailsAloneIsNoOutage() {
    watch.interrupted(ErrorCode.STORE_UNAVAILABLE);
    tracker.answered();
    watch.interrupted(ErrorCode.STORE_UNAVAILABLE);

    assertThat(reason()).isEqualTo(Reason.NOT_WATCHED);
  }

  @Test
  void aWatchThatIsDeniedIsNoOutage() {
    watch.interrupted(ErrorCode.STORE_DENIED);
    watch.interrupted(ErrorCode.STORE_DENIED);

    assertThat(reason()).isEqualTo(Reason.NOT_WATCHED);
  }

  @Test
  void aWatchThatCannotStartIsDegradedUntilItStarts() {
    watch.notStarted();
    watch.notStarted();
    assertThat(reason()).isEqualTo(Reason.NOT_WATCHED);

    watch.started();
    assertThat(reason()).isEqualTo(Reason.ANSWERS);
  }

  @Test
  void aClosedWatchSaysNothingMore() {
    watch.interrupted(ErrorCode.STORE_UNAVAILABLE);
    watch.close();
    assertThat(reason()).isEqualTo(Reason.ANSWERS);

    watch.interrupted(ErrorCode.STORE_UNAVAILABLE);
    assertThat(reason()).isEqualTo(Reason.ANSWERS);
  }

  @Test
  void theWorstProblemIsReported() {
    watch.interrupted(ErrorCode.STORE_UNAVAILABLE);
    tracker.refusedChange(ErrorCode.STORE_FULL);
    assertThat(reason()).isEqualTo(Reason.CHANGES_REFUSED);
    tracker.failed(ErrorCode.STORE_UNAVAILABLE);
    assertThat(reason()).isEqualTo(Reason.NO_ANSWER);
    tracker.changed();
    assertThat(reason()).isEqualTo(Reason.NOT_WATCHED);
  }

  @Test
  void changesMadeDuringADeliveryAreDeliveredByIt() {
    tracker.failed(ErrorCode.STORE_UNAVAILABLE);
    tracker.answered();
    tracker.failed(ErrorCode.STORE_DENIED);

    assertThat(deliveries).as("one at a time").hasSize(1);
    assertThat(told()).containsExactly(Reason.NO_ANSWER, Reason.ANSWERS, Reason.ACCESS_DENIED);
  }

  @Test
  void afterTheEndNothingIsTold() {
    tracker.failed(ErrorCode.STORE_UNAVAILABLE);
    tracker.end();
    tracker.answered();

    assertThat(told()).isEmpty();
    assertThat(reason()).isEqualTo(Reason.NO_ANSWER);
  }

  @Test
  void theOldestOltIsTheAge() {
    assertThat(tracker.status().oldest()).isEmpty();
    olts.add(loaded("olt-1", 5));
    olts.add(loaded("olt-2", 7));

    assertThat(tracker.status().oldest()).contains(Duration.ofSeconds(7));
  }

  private Status.LoadedOlt loaded(String device, int age) {
    return new Status.LoadedOlt(
        Technology.XGS_PON, new OltId(device), now.minusSeconds(age), Duration.ofSeconds(age));
  }
}
