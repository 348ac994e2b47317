package org.ponkeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.Request;

/**
 * The one writer of an OLT in this process: takes requests in the order in which they arrive; while
 * a transaction is on the way, those that arrive wait and go together in the next.
 *
 * <p><b>Threads.</b> Callers wait in {@link #submit}. At most one thread at a time runs the {@link
 * CommitLoop}: one of the executor that drains the queue; or, while there is no queue, the caller
 * himself, as long as his request takes no more than one transaction, because two changes of
 * threads take as long as half of it. The lock covers the queue and nothing else. That there is one
 * writer makes things fast, not right: what makes them right, between processes too, are the
 * conditions of the transaction.
 */
final class OltCommitter {

  /** How much longer than the time-out a caller waits for the loop to say what happened. */
  private static final Duration GRACE = Duration.ofMillis(1_500);

  private final CommitLoop loop;
  private final Optional<OltWatch> watch;
  private final PonkeeperOptions options;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Asked<?>> queue = new ArrayDeque<>();
  private final Deque<Loading> loadings = new ArrayDeque<>();
  private boolean draining;
  private boolean closed;

  OltCommitter(CommitLoop loop, Optional<OltWatch> watch, PonkeeperOptions options) {
    this.loop = loop;
    this.watch = watch;
    this.options = options;
  }

  /**
   * A reader who waits until PONs are loaded.
   *
   * @param scope the PONs
   * @param anew whether to read also what is in memory
   * @param deadlineNanos when the reader must have it
   * @param answer his answer
   */
  private record Loading(
      Scope scope, boolean anew, long deadlineNanos, CompletableFuture<OltState> answer) {}

  /** Waits for the answer to the request, at most for the time-out of a call. */
  <T> T submit(Request<T> request) {
    return submit(request, CallDeadline.of(options));
  }

  /** Waits for the answer to the request, at most until the deadline. */
  <T> T submit(Request<T> request, CallDeadline deadline) {
    Asked<T> asked = new Asked<>(request, deadline.nanos());
    if (beginAlone(request)) {
      serveAlone(asked);
    } else {
      enqueue(() -> queue.add(asked));
    }
    return answer(asked);
  }

  /**
   * Waits for the answers to all of the requests, at most for the time-out of a call. They are
   * decided in their order, in as few transactions as they fit into.
   */
  <T> List<Outcome<T>> submitAll(List<? extends Request<T>> requests) {
    long deadline = CallDeadline.of(options).nanos();
    List<Asked<T>> all = new ArrayList<>();
    requests.forEach(request -> all.add(new Asked<>(request, deadline)));
    enqueue(() -> queue.addAll(all));
    List<Outcome<T>> outcomes = new ArrayList<>();
    for (Asked<T> asked : all) {
      try {
        outcomes.add(new Outcome.Done<>(answer(asked)));
      } catch (PonkeeperException e) {
        outcomes.add(new Outcome.Failed<>(e));
      }
    }
    return outcomes;
  }

  private <T> T answer(Asked<T> asked) {
    return await(asked.answer(), asked.deadlineNanos(), () -> queue.remove(asked));
  }

  /** The state in memory, with the scope loaded; reads the store only if it is not. */
  OltState stateWith(Scope scope) {
    return stateWith(scope, CallDeadline.of(options));
  }

  /** The same, at most until the deadline. */
  OltState stateWith(Scope scope, CallDeadline deadline) {
    return loop.inMemory(scope).orElseGet(() -> load(scope, false, deadline));
  }

  /** The state in memory, with the PON loaded; reads the store only if it is not. */
  OltState stateWith(int pon) {
    OltState state = loop.inMemory(pon);
    return state != null
        ? state
        : load(new Scope.Pons(Set.of(pon)), false, CallDeadline.of(options));
  }

  /** Reads everything anew that was loaded. */
  OltState refresh(CallDeadline deadline) {
    return load(loop.loaded(), true, deadline);
  }

  /** Reads every PON anew. */
  OltState reloadAll(CallDeadline deadline) {
    return load(new Scope.All(), true, deadline);
  }

  /** Waits as the options say how. */
  void pause(Duration duration) {
    try {
      options.sleeper().sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Unavailable.because("the caller was interrupted", e);
    }
  }

  /** When the store last said that what is in memory is so. */
  Instant confirmedAt() {
    return loop.confirmedAt();
  }

  /** Refuses what goes past the queue once no further request is let in. */
  void requireOpen() {
    lock.lock();
    try {
      requireLetIn();
    } finally {
      lock.unlock();
    }
  }

  /** Lets no further request in; those under way are answered. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    watch.ifPresent(OltWatch::close);
  }

  private OltState load(Scope scope, boolean anew, CallDeadline deadline) {
    Loading loading = new Loading(scope, anew, deadline.nanos(), new CompletableFuture<>());
    enqueue(() -> loadings.add(loading));
    // A load that is given up has changed nothing, wherever it was.
    return await(loading.answer(), deadline.nanos(), () -> true);
  }

  /** Whether the caller is to serve himself; then nobody else runs the loop until he is done. */
  private boolean beginAlone(Request<?> request) {
    lock.lock();
    try {
      requireLetIn();
      boolean begins =
          !draining
              && !Thread.currentThread().isInterrupted()
              && watch.map(OltWatch::hasBegun).orElse(true)
              && loop.canTryAtOnce(request);
      draining |= begins;
      return begins;
    } finally {
      lock.unlock();
    }
  }

  /** Serves the request of the caller, but leaves to the executor what takes more than a try. */
  private void serveAlone(Asked<?> asked) {
    Optional<CommitLoop.Tried> rest;
    try {
      rest = Optional.of(loop.tryAtOnce(asked)).filter(tried -> !tried.isMade());
    } catch (RuntimeException bug) {
      tell(bug, List.of(asked), List.of());
      rest = Optional.empty();
    } catch (Error error) {
      stopDraining(died(error), List.of(asked));
      throw error;
    }
    if (rest.isPresent()) {
      CommitLoop.Tried tried = rest.get();
      startDraining(() -> goOn(tried, asked), List.of(asked));
    } else if (leave()) {
      startDraining(() -> {}, List.of());
    }
  }

  private void goOn(CommitLoop.Tried tried, Asked<?> asked) {
    try {
      loop.goOn(tried);
    } catch (RuntimeException | Error bug) {
      tell(bug, List.of(asked), List.of());
    }
  }

  /** Ends to run the loop, unless somebody waits; says whether. */
  private boolean leave() {
    lock.lock();
    try {
      draining = !queue.isEmpty() || !loadings.isEmpty();
      return draining;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets the executor drain the queue.
   *
   * @param first what it does before
   * @param underWay the requests that this is about
   */
  private void startDraining(Runnable first, List<Asked<?>> underWay) {
    try {
      options.executor().execute(() -> drain(first));
    } catch (RuntimeException rejected) {
      stopDraining(rejected, underWay);
    }
  }

  private void requireLetIn() {
    if (closed) {
      throw new IllegalStateException("this OLT is closed");
    }
  }

  private void enqueue(Runnable add) {
    boolean begin;
    lock.lock();
    try {
      requireLetIn();
      add.run();
      begin = !draining;
      draining = true;
    } finally {
      lock.unlock();
    }
    if (begin) {
      startDraining(() -> {}, List.of());
    }
  }

  /**
   * Waits for an answer.
   *
   * @param deadlineNanos when its time is over, after which it is waited for a little longer
   * @param takeBack makes sure that nothing will happen, if it still can; run under the lock
   */
  private <T> T await(CompletableFuture<T> answer, long deadlineNanos, BooleanSupplier takeBack) {
    long left = deadlineNanos - options.nanoClock().getAsLong();
    try {
      return answer.get(Math.max(0, left) + GRACE.toNanos(), TimeUnit.NANOSECONDS);
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

  private void drain(Runnable first) {
    try {
      first.run();
      while (serveWaiting()) {
        // Those that arrived meanwhile are next.
      }
    } catch (Error error) {
      stopDraining(died(error), List.of());
      throw error;
    }
  }

  private static IllegalStateException died(Error error) {
    return new IllegalStateException("the committer's thread died", error);
  }

  /** Serves all that wait; false if nobody did, and then nothing drains any more. */
  private boolean serveWaiting() {
    List<Asked<?>> requests;
    List<Loading> readers;
    lock.lock();
    try {
      requests = new ArrayList<>(queue);
      readers = new ArrayList<>(loadings);
      queue.clear();
      loadings.clear();
      draining = !requests.isEmpty() || !readers.isEmpty();
      if (!draining) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    try {
      // Before the first load, so that no change after it is missed.
      watch.ifPresent(OltWatch::begin);
      serveReaders(readers);
      loop.serve(requests);
    } catch (RuntimeException | Error bug) {
      tell(bug, requests, readers);
    }
    return true;
  }

  /** A fault must not leave callers waiting. What is in memory may be wrong now. */
  private void tell(Throwable bug, List<Asked<?>> requests, List<Loading> readers) {
    loop.forget();
    RuntimeException told =
        bug instanceof RuntimeException e ? e : new IllegalStateException("a fault", bug);
    readers.forEach(reader -> reader.answer().completeExceptionally(told));
    requests.forEach(asked -> asked.fault(told));
    if (bug instanceof Error error) {
      throw error;
    }
  }

  private void serveReaders(List<Loading> readers) {
    if (readers.isEmpty()) {
      return;
    }
    Scope wanted = readers.stream().map(Loading::scope).reduce(loop.loaded(), Scope::plus);
    try {
      boolean anew = readers.stream().anyMatch(Loading::anew);
      long deadline =
          readers.stream()
              .mapToLong(Loading::deadlineNanos)
              .reduce((a, b) -> a - b > 0 ? a : b)
              .orElseThrow();
      OltState state = anew ? loop.load(wanted, deadline) : loop.fresh(wanted, deadline);
      readers.forEach(reader -> reader.answer().complete(state));
    } catch (PonkeeperException e) {
      readers.forEach(reader -> reader.answer().completeExceptionally(e));
    }
  }

  /**
   * Tells all that wait that nobody will serve them, and those under way; the next request begins
   * anew.
   */
  private void stopDraining(RuntimeException reason, List<Asked<?>> underWay) {
    List<Asked<?>> requests;
    List<Loading> readers;
    lock.lock();
    try {
      requests = new ArrayList<>(queue);
      readers = new ArrayList<>(loadings);
      queue.clear();
      loadings.clear();
      draining = false;
    } finally {
      lock.unlock();
    }
    readers.forEach(reader -> reader.answer().completeExceptionally(reason));
    requests.forEach(asked -> asked.fault(reason));
    underWay.forEach(asked -> asked.fault(reason));
  }
}
