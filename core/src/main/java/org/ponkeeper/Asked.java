package org.ponkeeper;

import java.util.concurrent.CompletableFuture;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.Request;

/**
 * A request with the caller who waits for its answer. Used by the committer only, but for the
 * answer.
 */
final class Asked<T> {

  private Request<T> request;
  private final long deadlineNanos;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private boolean outcomeUnknown;
  private int conflicts;

  Asked(Request<T> request, long deadlineNanos) {
    this.request = request;
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

  boolean isAnswered() {
    return answer.isDone();
  }

  /** Goes on after a commit of which nobody knows whether it was made. */
  void outcomeUnknown(OltState decidedOn) {
    outcomeUnknown = true;
    request = request.afterUnknownOutcome(decidedOn);
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

  void conflicted() {
    conflicts++;
  }

  void succeed(T value) {
    answer.complete(value);
  }

  /** Ends the request with an error; says the truth if an earlier attempt may have been made. */
  void fail(PonkeeperException error) {
    if (outcomeUnknown
        && error instanceof StoreFailedException failed
        && failed.outcome() == StoreFailedException.Outcome.NOTHING_HAPPENED) {
      answer.completeExceptionally(
          Unavailable.unknown("the state could not be read again: " + failed, failed));
    } else {
      answer.completeExceptionally(error);
    }
  }

  /** Ends the request with a fault of Ponkeeper's own. */
  void fault(RuntimeException bug) {
    answer.completeExceptionally(bug);
  }

  /** Ends the request because its time is over. */
  void expire() {
    if (outcomeUnknown) {
      fail(Unavailable.unknown("the time-out passed before the state could be read again", null));
    } else if (conflicts > 0) {
      fail(new RefusedException(ErrorCode.CONTENTION).with("conflicts", conflicts));
    } else {
      fail(Unavailable.because("the time-out passed before the request was decided", null));
    }
  }
}
