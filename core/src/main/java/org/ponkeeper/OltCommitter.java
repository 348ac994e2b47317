package org.ponkeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.plan.Fact;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.RecordState;
import org.ponkeeper.plan.Request;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.TxnResult;

/**
 * The one writer of an OLT in this process: decides requests in the order in which they arrive and
 * makes each batch true by one transaction.
 *
 * <p><b>Threads.</b> Callers wait in {@link #submit}. At most one thread at a time drains the queue;
 * it alone touches {@code state} and {@code loaded} for writing. The lock covers the queue and
 * nothing else. That there is one writer makes things fast, not right: what makes them right, between
 * processes too, are the conditions of the transaction.
 */
final class OltCommitter {

  /** How long to wait before the state is decided on again: up to 1 ms first, 100 ms at most. */
  private static final RetryPolicy BACKOFF =
      RetryPolicy.DEFAULTS.backoff(Duration.ofMillis(1), Duration.ofMillis(100));

  /** How much longer than the time-out a caller waits for the committer to say what happened. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final KeyValueStore store;
  private final OltLoader loader;
  private final TxnWriter writer;
  private final PonkeeperOptions options;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Asked<?>> queue = new ArrayDeque<>();
  private final Deque<Loading> loadings = new ArrayDeque<>();
  private boolean draining;
  private boolean closed;

  private volatile @Nullable OltState state;
  private volatile Scope loaded = new Scope.Pons(Set.of());
  private volatile Instant confirmedAt = Instant.EPOCH;

  OltCommitter(
      KeyValueStore store, OltLoader loader, TxnWriter writer, PonkeeperOptions options) {
    this.store = store;
    this.loader = loader;
    this.writer = writer;
    this.options = options;
  }

  /** A reader who waits until PONs are loaded. */
  private record Loading(Scope scope, CompletableFuture<OltState> answer) {}

  /** Waits for the answer to the request, at most for the time-out of a call. */
  <T> T submit(Request<T> request) {
    Asked<T> asked =
        new Asked<>(request, options.nanoClock().getAsLong() + options.callTimeout().toNanos());
    enqueue(() -> queue.add(asked));
    return await(asked.answer(), () -> queue.remove(asked));
  }

  /** The state in memory, with the PONs loaded; reads the store only if they are not. */
  OltState stateWith(Scope scope) {
    OltState now = state;
    return now != null && covers(loaded, scope) ? now : load(scope);
  }

  /** Reads everything anew that was loaded. */
  OltState refresh() {
    return load(loaded);
  }

  private OltState load(Scope scope) {
    Loading loading = new Loading(scope, new CompletableFuture<>());
    enqueue(() -> loadings.add(loading));
    // A load that is given up has changed nothing, wherever it was.
    return await(loading.answer(), () -> true);
  }

  private void enqueue(Runnable add) {
    boolean begin;
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this OLT is closed");
      }
      add.run();
      begin = !draining;
      draining = true;
    } finally {
      lock.unlock();
    }
    if (begin) {
      options.executor().execute(this::drain);
    }
  }

  Instant confirmedAt() {
    return confirmedAt;
  }

  /** Lets no further request in; those under way are answered. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for an answer.
   *
   * @param takeBack makes sure that nothing will happen, if it still can; run under the lock
   */
  private <T> T await(CompletableFuture<T> answer, BooleanSupplier takeBack) {
    try {
      return answer.get(options.callTimeout().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the committer failed", e.getCause());
    } catch (TimeoutException e) {
      throw abandoned(takeBack, "the time-out passed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw abandoned(takeBack, "the caller was interrupted", e);
    }
  }

  private PonkeeperException abandoned(BooleanSupplier takeBack, String reason, Exception cause) {
    lock.lock();
    try {
      return takeBack.getAsBoolean()
          ? Unavailable.because(reason + " before the request was decided", cause)
          : Unavailable.unknown(reason + " while the request was under way", cause);
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    while (true) {
      List<Asked<?>> requests;
      List<Loading> readers;
      lock.lock();
      try {
        requests = new ArrayList<>(queue);
        readers = new ArrayList<>(loadings);
        queue.clear();
        loadings.clear();
        if (requests.isEmpty() && readers.isEmpty()) {
          draining = false;
          return;
        }
      } finally {
        lock.unlock();
      }
      try {
        serveReaders(readers);
        serve(requests);
      } catch (RuntimeException bug) {
        // A fault must not leave callers waiting, nor the queue without a thread. What is in memory
        // may be wrong now, so it is read again by the next request.
        state = null;
        loaded = new Scope.Pons(Set.of());
        readers.forEach(reader -> reader.answer().completeExceptionally(bug));
        requests.forEach(asked -> asked.fault(bug));
      }
    }
  }

  private void serveReaders(List<Loading> readers) {
    if (readers.isEmpty()) {
      return;
    }
    Scope wanted = loaded;
    for (Loading reader : readers) {
      wanted = wanted.plus(reader.scope());
    }
    try {
      OltState now = state;
      set(loader.load(wanted, now == null ? Set.of() : now.templates().keySet()), wanted);
      OltState fresh = current();
      readers.forEach(reader -> reader.answer().complete(fresh));
    } catch (PonkeeperException e) {
      readers.forEach(reader -> reader.answer().completeExceptionally(e));
    }
  }

  /** Answers all of the requests, in as many transactions as it takes. */
  private void serve(List<Asked<?>> requests) {
    List<Asked<?>> open = new ArrayList<>(requests);
    int most = options.maxBatch();
    int conflictsInRow = 0;
    while (!open.isEmpty()) {
      expire(open);
      if (open.isEmpty() || !loadFor(open)) {
        return;
      }
      Batch batch = Batch.decide(current(), open, most);
      Attempt attempt = attempt(batch);
      switch (attempt) {
        case Attempt.Made made -> {
          open.removeAll(batch.decided().stream().map(Batch.Decided::asked).toList());
          conflictsInRow = 0;
          most = options.maxBatch();
        }
        case Attempt.Again again -> {
          conflictsInRow++;
          pause(conflictsInRow);
        }
        case Attempt.Failed failed -> {
          if (batch.decided().size() > 1 && isRefusedWhole(failed.error())) {
            // One of them may be what the store refuses: each for itself.
            most = 1;
          } else {
            batch.decided().forEach(decided -> decided.asked().fail(failed.error()));
            open.removeAll(batch.decided().stream().map(Batch.Decided::asked).toList());
          }
        }
      }
    }
  }

  /** How the commit of a batch ended. */
  private sealed interface Attempt {
    /** It was made, and everybody has his answer. */
    record Made() implements Attempt {}

    /** Something changed, or nobody knows: read again, decide again. */
    record Again() implements Attempt {}

    /** Nothing happened, and another attempt would not help. */
    record Failed(PonkeeperException error) implements Attempt {}
  }

  private Attempt attempt(Batch batch) {
    try {
      if (batch.facts().isEmpty()) {
        batch.decided().forEach(Batch.Decided::answer);
        return new Attempt.Made();
      }
      TxnResult result =
          store.commit(writer.write(batch.base(), batch.facts(), batch.changes()));
      return switch (result) {
        case TxnResult.Committed committed -> {
          state = batch.committedAt(committed.version().token());
          confirmedAt = options.clock().instant();
          batch.decided().forEach(Batch.Decided::answer);
          yield new Attempt.Made();
        }
        case TxnResult.Conflict conflict -> {
          batch.decided().forEach(decided -> decided.asked().conflicted());
          readAgain(
              batch, writer.factsOf(batch.base(), batch.facts(), conflict.keys()));
          yield new Attempt.Again();
        }
      };
    } catch (StoreFailedException e) {
      if (e.outcome() == StoreFailedException.Outcome.UNKNOWN) {
        batch.decided().forEach(decided -> decided.asked().outcomeUnknown(batch.base()));
        return readAgainAfter(batch);
      }
      return new Attempt.Failed(e);
    } catch (PonkeeperException e) {
      return new Attempt.Failed(e);
    }
  }

  private Attempt readAgainAfter(Batch batch) {
    try {
      readAgain(batch, Set.of());
      return new Attempt.Again();
    } catch (PonkeeperException e) {
      return new Attempt.Failed(e);
    }
  }

  /** A store that cannot be reached refuses every batch; others may mind just one request of it. */
  private static boolean isRefusedWhole(PonkeeperException error) {
    return switch (error.code()) {
      case STORE_UNAVAILABLE, OUTCOME_UNKNOWN -> false;
      default -> true;
    };
  }

  /** Reads the PONs anew whose keys changed; if nobody can tell which, all that the batch is about. */
  private void readAgain(Batch batch, Set<Fact> changed) {
    Set<Integer> pons = new TreeSet<>();
    for (Fact fact : changed) {
      switch (fact) {
        case Fact.OfInstance f -> pons.add(f.path().uniPort().pon().number());
        case Fact.OfPool f -> pons.addAll(batch.base().registration().ponsOf(f.id()));
        case Fact.OfRecord f -> {}
        case Fact.OfReservedIds f -> {}
        case Fact.OfTemplate f -> {}
      }
    }
    if (changed.isEmpty()) {
      batch.decided().forEach(decided -> pons.addAll(decided.asked().request().pons()));
    }
    set(loader.reload(batch.base(), loaded, pons, Set.of()), loaded);
  }

  /** Loads what the requests need and is not there; false if that failed and all were told so. */
  private boolean loadFor(List<Asked<?>> requests) {
    Set<Integer> pons = new TreeSet<>();
    Set<TechProfileId> templates = new TreeSet<>();
    for (Asked<?> asked : requests) {
      pons.addAll(asked.request().pons());
      templates.addAll(asked.request().templates());
    }
    Scope wanted = loaded.plus(new Scope.Pons(pons));
    try {
      OltState now = state;
      if (now == null) {
        set(loader.load(wanted, templates), wanted);
        return true;
      }
      templates.removeAll(now.templates().keySet());
      if (!wanted.equals(loaded) || !templates.isEmpty()) {
        pons.removeAll(now.pons().keySet());
        boolean whole = loaded instanceof Scope.All;
        set(loader.reload(now, loaded, whole ? Set.of() : pons, templates), wanted);
      }
      return true;
    } catch (PonkeeperException e) {
      requests.forEach(asked -> asked.fail(e));
      return false;
    }
  }

  private void set(OltState next, Scope scope) {
    state = next;
    // An OLT without a record is always loaded as a whole.
    loaded = next.record().value() instanceof RecordState.Registered ? scope : new Scope.All();
    confirmedAt = options.clock().instant();
  }

  private OltState current() {
    OltState now = state;
    if (now == null) {
      throw new IllegalStateException("nothing is loaded");
    }
    return now;
  }

  private static boolean covers(Scope loaded, Scope wanted) {
    return loaded.plus(wanted).equals(loaded);
  }

  private void expire(List<Asked<?>> open) {
    long now = options.nanoClock().getAsLong();
    open.removeIf(
        asked -> {
          boolean past = asked.isPast(now);
          if (past) {
            asked.expire();
          }
          return past;
        });
  }

  /** Full jitter; the first conflict in a row is answered at once. */
  private void pause(int conflictsInRow) {
    if (conflictsInRow < 2) {
      return;
    }
    try {
      options.sleeper().sleep(BACKOFF.pause(conflictsInRow - 1, options.random()));
    } catch (InterruptedException e) {
      // The committer's thread belongs to the executor; the requests go on until their deadlines.
      Thread.currentThread().interrupt();
    }
  }
}
