package org.ponkeeper.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.decide.Decision;
import org.ponkeeper.decide.InDoubt;
import org.ponkeeper.decide.Request;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.state.OltState;

/**
 * A request whose caller waits for the result. Used by the committer's thread only, but for the
 * answer and {@link #giveUp}.
 */
final class PendingRequest<T> {

  /** What is happening to the request. */
  private enum Phase {
    /** Nothing that could change the store. */
    IDLE,
    /** A transaction with its changes is with the store. */
    COMMITTING,
    /** Its caller has given up: it must not be committed any more. */
    GIVEN_UP
  }

  private Request<T> request;
  private final long deadlineNanos;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
  private volatile boolean outcomeUnknown;
  private final long begunNanos;
  private int conflicts;
  private long lastConflictNanos;

  /**
   * A request.
   *
   * @param nowNanos when it was made
   */
  PendingRequest(Request<T> request, long deadlineNanos, long nowNanos) {
    this.request = request;
    this.begunNanos = nowNanos;
    this.deadlineNanos = deadlineNanos;
  }

  Request<T> request() {
    return request;
  }

  CompletableFuture<T> answer() {
    return answer;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  boolean isPast(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /** A transaction with changes of the request is about to be sent; false if it must not be. */
  boolean beginCommit() {
    return phase.compareAndSet(Phase.IDLE, Phase.COMMITTING);
  }

  /** The transaction was not made, or it is not known whether it was. */
  void endCommit() {
    phase.compareAndSet(Phase.COMMITTING, Phase.IDLE);
  }

  /** The caller waits no longer; any thread may say so. The request is not committed after this. */
  void giveUp() {
    phase.compareAndSet(Phase.IDLE, Phase.GIVEN_UP);
  }

  boolean isGivenUp() {
    return phase.get() == Phase.GIVEN_UP;
  }

  /**
   * The error for a caller who {@linkplain #giveUp gave up}.
   *
   * @param reason why
   */
  PonkeeperException givenUp(String reason, @Nullable Throwable cause) {
    return isGivenUp() && !outcomeUnknown
        ? StoreErrors.unavailable(reason + " before the request was decided", cause)
        : StoreErrors.outcomeUnknown(reason + " while the request was under way", cause);
  }

  boolean isAnswered() {
    return answer.isDone();
  }

  /** Continues after a commit whose outcome is unknown. */
  void outcomeUnknown(OltState decidedOn, Decision.Commit<T> sent) {
    outcomeUnknown = true;
    request = InDoubt.of(request, decidedOn, sent);
  }

  /**
   * The store was restored or replaced since the last commit. A request whose commit may have been
   * made in the old history ends here: nothing in the new one can tell what came of it.
   */
  void storeReplaced() {
    if (outcomeUnknown) {
      answer.completeExceptionally(
          StoreFailedException.replaced(StoreFailedException.Outcome.UNKNOWN, null)
              .with("reason", "the store was restored or replaced before it answered"));
    }
  }

  void conflicted(long nowNanos) {
    conflicts++;
    lastConflictNanos = nowNanos;
  }

  void succeed(T value) {
    answer.complete(value);
  }

  /** Ends the request with an error; says the truth if an earlier attempt may have been made. */
  void fail(PonkeeperException error) {
    answer.completeExceptionally(
        outcomeUnknown && !tellsTheOutcome(error)
            ? StoreErrors.outcomeUnknown("the state could not be read again: " + error, error)
            : error);
  }

  /**
   * Ends the request because the store failed. Where that was only the end of the time, which
   * conflicts had taken, those are the reason.
   */
  void fail(PonkeeperException error, long nowNanos) {
    boolean cutShort =
        !outcomeUnknown
            && error.code() == ErrorCode.STORE_UNAVAILABLE
            && isPast(nowNanos)
            && conflictsTookTheTime(nowNanos);
    fail(cutShort ? contention() : error);
  }

  private boolean conflictsTookTheTime(long nowNanos) {
    return conflicts > 0 && nowNanos - lastConflictNanos <= lastConflictNanos - begunNanos;
  }

  private RefusedException contention() {
    return new RefusedException(ErrorCode.CONTENTION).with("conflicts", conflicts);
  }

  /** Whether the error can only be given by who has read what an earlier attempt came to. */
  private static boolean tellsTheOutcome(PonkeeperException error) {
    if (error instanceof StoreFailedException failed) {
      return failed.outcome() == StoreFailedException.Outcome.UNKNOWN;
    }
    // These are decided before the request itself is looked at.
    return error.code() != ErrorCode.OLT_BUSY && error.code() != ErrorCode.CORRUPT_DATA;
  }

  /**
   * Ends the request with a fault of Ponkeeper's own, or of what it was given to work with; says so
   * if an earlier attempt may have been made.
   */
  void fault(RuntimeException bug) {
    answer.completeExceptionally(
        outcomeUnknown
            ? StoreErrors.outcomeUnknown(
                "a fault before the state could be read again: " + bug, bug)
            : bug);
  }

  /**
   * Ends the request because its time is over. Conflicts are the reason if they went on for most of
   * the time; else it is the store that took it.
   */
  void expire(long nowNanos) {
    if (outcomeUnknown) {
      fail(
          StoreErrors.outcomeUnknown(
              "the time-out passed before the state could be read again", null));
    } else if (conflictsTookTheTime(nowNanos)) {
      fail(contention());
    } else {
      fail(StoreErrors.unavailable("the time-out passed before the request was decided", null));
    }
  }
}
