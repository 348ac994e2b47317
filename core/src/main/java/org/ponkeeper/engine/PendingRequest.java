package org.ponkeeper.engine;

import java.util.Set;
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
import org.ponkeeper.state.ReadKey;

/**
 * A request whose caller waits for the result. Used only by the committer's thread, except for the
 * result and {@link #giveUp}.
 */
final class PendingRequest<T> {

  /** The phase of the request. */
  private enum Phase {
    /** Nothing that could change the store is in progress. */
    IDLE,
    /** A transaction with its changes was sent to the store. */
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
  private boolean waitEnded;
  private int conflicts;
  private long lastConflictNanos;

  /**
   * A request.
   *
   * @param nowNanos when it was submitted
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

  long begunNanos() {
    return begunNanos;
  }

  /** The request was decided, or will not be; whether this is the first call. */
  boolean endWait() {
    boolean first = !waitEnded;
    waitEnded = true;
    return first;
  }

  boolean isPast(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /**
   * Marks a transaction with changes of the request as being sent; false if it must not be sent.
   */
  boolean beginCommit() {
    return phase.compareAndSet(Phase.IDLE, Phase.COMMITTING);
  }

  /** The transaction was not committed, or its outcome is unknown. */
  void endCommit() {
    phase.compareAndSet(Phase.COMMITTING, Phase.IDLE);
  }

  /**
   * The caller stops waiting; any thread may call this. The request is not committed afterwards.
   */
  void giveUp() {
    phase.compareAndSet(Phase.IDLE, Phase.GIVEN_UP);
  }

  boolean isGivenUp() {
    return phase.get() == Phase.GIVEN_UP;
  }

  /**
   * The error for a caller that {@linkplain #giveUp gave up}.
   *
   * @param reason why
   */
  PonkeeperException givenUp(String reason, @Nullable Throwable cause) {
    return isGivenUp() && !outcomeUnknown
        ? StoreErrors.unavailable(reason + " before the request was decided", cause)
        : StoreErrors.outcomeUnknown(reason + " while the request was in progress", cause);
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
   * The store was restored or replaced since the last commit. If a commit of the request may have
   * succeeded in the old history, the request ends here, because the new history cannot show its
   * outcome.
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

  /**
   * Continues after a conflict.
   *
   * @param changed what has changed since it was read; empty if the store does not tell
   */
  void decideAgain(Set<ReadKey> changed) {
    request = request.afterConflict(changed);
  }

  void succeed(T value) {
    answer.complete(value);
  }

  /**
   * Ends the request with an error; as an unknown outcome if an earlier attempt may have been
   * committed.
   */
  void fail(PonkeeperException error) {
    answer.completeExceptionally(
        outcomeUnknown && !tellsTheOutcome(error)
            ? StoreErrors.outcomeUnknown("the state could not be read again: " + error, error)
            : error);
  }

  /**
   * Ends the request because the store failed. If the deadline passed mainly because of conflicts,
   * those are reported as the reason.
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

  /** Whether the error shows that the outcome of an earlier attempt was read. */
  private static boolean tellsTheOutcome(PonkeeperException error) {
    if (error instanceof StoreFailedException failed) {
      return failed.outcome() == StoreFailedException.Outcome.UNKNOWN;
    }
    // These errors occur before the request itself is decided.
    return error.code() != ErrorCode.OLT_BUSY && error.code() != ErrorCode.CORRUPT_DATA;
  }

  /**
   * Ends the request with an internal error, or an error of a supplied function; as an unknown
   * outcome if an earlier attempt may have been committed.
   */
  void fault(RuntimeException bug) {
    answer.completeExceptionally(
        outcomeUnknown
            ? StoreErrors.outcomeUnknown(
                "an internal error before the state could be read again: " + bug, bug)
            : bug);
  }

  /**
   * Ends the request because its deadline has passed. If conflicts took most of the time, they are
   * reported as the reason, otherwise the store.
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
