package org.ponkeeper.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.History;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;

/**
 * Runs an operation as a series of conditional transactions. Each step reads, decides and commits.
 * Conflicts and unknown outcomes are handled the same way: read again, decide again. So it must be
 * possible to decide a step again after it was committed. For one thread at a time.
 */
public final class TransactionRunner {

  /** The maximum number of attempts at a step that conflicts or has an unknown outcome. */
  private static final int MAX_ATTEMPTS = 20;

  private static final RetryPolicy BACKOFF =
      RetryPolicy.DEFAULTS.backoff(Duration.ofMillis(5), Duration.ofMillis(200));

  private final KeyValueStore store;
  private final EngineOptions options;
  private final CallDeadline deadline;

  /**
   * The history in which a step was, or may have been, committed; empty before the first commit.
   */
  private Optional<History> history = Optional.empty();

  /**
   * Prepares to run steps; reads nothing yet.
   *
   * @param deadline the deadline; each committed step renews it
   */
  public TransactionRunner(KeyValueStore store, EngineOptions options, CallDeadline deadline) {
    this.store = store;
    this.options = options;
    this.deadline = deadline;
  }

  /**
   * Result of deciding a step.
   *
   * @param answer the result to return once the transaction is committed
   * @param txn the transaction; empty if there is nothing to do
   */
  public record Step<T>(T answer, Optional<Txn> txn) {

    /** A step with nothing to do. */
    public static <T> Step<T> done(T answer) {
      return new Step<>(answer, Optional.empty());
    }

    /** A step that makes these mutations if these conditions hold. */
    public static <T> Step<T> of(T answer, List<Condition> conditions, List<Mutation> mutations) {
      return new Step<>(answer, Optional.of(new Txn(conditions, mutations)));
    }
  }

  /**
   * Runs one step.
   *
   * @param decide decides from what the store holds; called again after a conflict or an unknown
   *     outcome
   * @throws RefusedException {@code CONTENTION} if every attempt conflicted with another writer
   * @throws StoreFailedException of any code; the step can be run again. {@code STORE_REPLACED} if
   *     the store was restored or replaced since an earlier step, whose changes may be lost
   */
  public <T> T make(Function<Snapshot, Step<T>> decide) {
    return makeAt(decide).answer();
  }

  /**
   * Result of a completed step.
   *
   * @param version the version of the keys that it put; empty if there was nothing to do
   */
  public record Made<T>(T answer, Optional<Version> version) {}

  /** Runs one step, and also returns its version; errors as {@link #make}. */
  public <T> Made<T> makeAt(Function<Snapshot, Step<T>> decide) {
    boolean outcomeUnknown = false;
    for (int attempt = 1; ; attempt++) {
      History decidedIn = store.history();
      try {
        Step<T> step = read(decide);
        if (step.txn().isEmpty()) {
          return new Made<>(step.answer(), Optional.empty());
        }
        decidedIn = store.history();
        if (deadline.on(store).commit(step.txn().get()) instanceof TxnResult.Committed committed) {
          history = Optional.of(committed.version().history());
          deadline.renew();
          return new Made<>(step.answer(), Optional.of(committed.version()));
        }
        if (attempt == MAX_ATTEMPTS || deadline.isOver()) {
          RefusedException contention =
              new RefusedException(ErrorCode.CONTENTION).with("conflicts", attempt);
          throw outcomeUnknown ? notReadAgain(contention) : contention;
        }
        pause(attempt);
      } catch (StoreFailedException e) {
        if (e.outcome() != StoreFailedException.Outcome.UNKNOWN) {
          throw outcomeUnknown ? notReadAgain(e) : e;
        }
        if (attempt == MAX_ATTEMPTS || deadline.isOver()) {
          throw e;
        }
        outcomeUnknown = true;
        History inDoubt = decidedIn;
        history = history.or(() -> Optional.of(inDoubt));
        pauseAfterUnknown(attempt, e);
      } catch (RefusedException refused) {
        // A refusal says that nothing happened; but an earlier attempt may be the change.
        boolean isInDoubt = outcomeUnknown && refused.code() == ErrorCode.ETAG_MISMATCH;
        throw isInDoubt
            ? StoreErrors.outcomeUnknown("it has another etag now: " + refused, refused)
            : refused;
      } catch (IllegalStateException closed) {
        throw outcomeUnknown ? notReadAgain(closed) : closed;
      }
    }
  }

  /**
   * Runs steps until one has nothing left to do. After an interruption, another call continues.
   *
   * @param chunk a step that returns the number of keys that it changes, 0 at the end
   * @param total the expected number of keys to change
   * @param progress called after each step
   * @return the number of changed keys
   */
  public long makeChunks(
      Function<Snapshot, Step<Integer>> chunk, long total, Consumer<WorkProgress> progress) {
    return ChunkedWork.run(total, progress, () -> make(chunk));
  }

  /** An earlier attempt may have been committed, and reading the state to find out failed. */
  private static StoreFailedException notReadAgain(RuntimeException e) {
    return StoreErrors.outcomeUnknown("the state could not be read again: " + e, e);
  }

  private void pauseAfterUnknown(int attempt, StoreFailedException unknown) {
    try {
      pause(attempt);
    } catch (StoreFailedException interrupted) {
      unknown.addSuppressed(interrupted);
      throw unknown;
    }
  }

  /** Reads from one snapshot. */
  public <T> T read(Function<Snapshot, T> read) {
    return deadline
        .on(store)
        .read(snapshot -> {
          T answer = read.apply(snapshot);
          requireSame(snapshot.history());
          return answer;
        });
  }

  /** All steps must be in one history; otherwise the outcome of the operation is unknown. */
  private void requireSame(History now) {
    if (history.isPresent() && history.get() != now) {
      throw StoreFailedException.replaced(StoreFailedException.Outcome.UNKNOWN, null)
          .with("reason", "the store was restored or replaced before all of the work was done");
    }
  }

  private void pause(int attempt) {
    try {
      options.sleeper().sleep(BACKOFF.pause(attempt, options.random()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreErrors.unavailable("the caller was interrupted; changes made before remain", e);
    }
  }
}
