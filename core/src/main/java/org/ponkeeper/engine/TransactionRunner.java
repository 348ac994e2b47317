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
 * Long work on keys, one guarded transaction after the other. Each step is decided on what was just
 * read; a conflict and an unknown outcome get the same answer: read again, decide again. So a step
 * must be one that can be decided again after it was made. For one thread at a time.
 */
public final class TransactionRunner {

  /**
   * How often a step may conflict, or end with an unknown outcome, before the caller gets an error.
   */
  private static final int MAX_ATTEMPTS = 20;

  private static final RetryPolicy BACKOFF =
      RetryPolicy.DEFAULTS.backoff(Duration.ofMillis(5), Duration.ofMillis(200));

  private final KeyValueStore store;
  private final EngineOptions options;
  private final CallDeadline deadline;

  /** The history in which a step was, or may have been, made; empty before the first. */
  private Optional<History> history = Optional.empty();

  /**
   * Begins work.
   *
   * @param deadline when it ends at the latest; each step that was made gives the time anew
   */
  public TransactionRunner(KeyValueStore store, EngineOptions options, CallDeadline deadline) {
    this.store = store;
    this.options = options;
    this.deadline = deadline;
  }

  /**
   * What a step comes to.
   *
   * @param answer the answer once the transaction is made
   * @param txn the transaction; none where nothing is to be done
   */
  public record Step<T>(T answer, Optional<Txn> txn) {

    /** Nothing is to be done. */
    public static <T> Step<T> done(T answer) {
      return new Step<>(answer, Optional.empty());
    }

    /** These mutations, if these conditions hold. */
    public static <T> Step<T> of(T answer, List<Condition> conditions, List<Mutation> mutations) {
      return new Step<>(answer, Optional.of(new Txn(conditions, mutations)));
    }
  }

  /**
   * Makes one step.
   *
   * @param decide decides on what the store holds; called again after each conflict
   * @throws RefusedException {@code CONTENTION} if others changed the same again and again
   * @throws StoreFailedException of any code; the step can be made again. {@code STORE_REPLACED} if
   *     the store was restored or replaced since an earlier step, which may be gone
   */
  public <T> T make(Function<Snapshot, Step<T>> decide) {
    return makeAt(decide).answer();
  }

  /**
   * A step that was made.
   *
   * @param version the version that the keys put by it have; empty if nothing was to be done
   */
  public record Made<T>(T answer, Optional<Version> version) {}

  /** Makes one step, and tells at which version; errors as {@link #make}. */
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
      } catch (IllegalStateException closed) {
        throw outcomeUnknown ? notReadAgain(closed) : closed;
      }
    }
  }

  /**
   * Makes steps until one has nothing left to do. Interrupted, the rest is made by doing it again.
   *
   * @param chunk a step that gives how many keys it changes, 0 at the end
   * @param total how many keys there are to change, as far as that is known
   * @param progress is told after each step
   * @return how many keys were changed
   */
  public long makeChunks(
      Function<Snapshot, Step<Integer>> chunk, long total, Consumer<WorkProgress> progress) {
    return ChunkedWork.run(total, progress, () -> make(chunk));
  }

  /** An earlier attempt may have been made, and the state cannot be read to find out. */
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

  /** Reads at one instant. */
  public <T> T read(Function<Snapshot, T> read) {
    return deadline
        .on(store)
        .read(snapshot -> {
          T answer = read.apply(snapshot);
          requireSame(snapshot.history());
          return answer;
        });
  }

  /** Steps of one work are made in one history, or the outcome could not be told. */
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
