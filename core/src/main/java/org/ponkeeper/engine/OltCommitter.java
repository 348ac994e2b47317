package org.ponkeeper.engine;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.decide.Request;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.state.OltState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of an OLT in this process. Requests are run in the order in which they arrive.
 * Requests that arrive during a transaction wait, and are committed together in the next one.
 *
 * <p><b>Threads.</b> Callers wait in {@link #submit}. At most one thread at a time runs the {@link
 * CommitLoop}: a thread of the executor, which drains the queue, or, while the queue is empty, the
 * caller's own thread, for at most one transaction. This avoids two thread switches, which would
 * take half as long as that transaction. The lock protects only the queue. Having one writer is an
 * optimisation; correctness comes from the transaction's conditions, also between processes.
 */
public final class OltCommitter {

  private static final Logger LOG = LoggerFactory.getLogger(OltCommitter.class);

  /** How long beyond its deadline a caller waits for the result of the loop. */
  private static final Duration GRACE = Duration.ofMillis(1_500);

  private final StateCache cache;
  private final CommitLoop loop;
  private final Optional<OltWatch> watch;
  private final EngineOptions options;
  private final Lifecycle lifecycle;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<PendingRequest<?>> queue = new ArrayDeque<>();
  private final Deque<Loading> loadings = new ArrayDeque<>();
  private boolean draining;

  /** The last run of the loop that was passed to the executor. */
  private volatile Optional<Drain> handedOver = Optional.empty();

  /** Whether calls that read memory must check more: it is closed, or not watched. */
  private volatile boolean attention;

  private Optional<Owner> owner = Optional.empty();

  /** The requests that the loop is running. */
  private volatile List<PendingRequest<?>> serving = List.of();

  public OltCommitter(
      StateCache cache,
      CommitLoop loop,
      Optional<OltWatch> watch,
      EngineOptions options,
      Lifecycle lifecycle) {
    this.cache = cache;
    this.loop = loop;
    this.watch = watch;
    this.options = options;
    this.lifecycle = lifecycle;
    this.attention = watch.isPresent();
  }

  /** Decides whether the OLT stays in memory. */
  public interface Owner {
    /** Called with whether the store has data of the OLT, according to the last read. */
    void isKnown(boolean known);
  }

  /** Sets the owner; it stays in memory as long as the committer does. */
  public void belongsTo(Owner keeper) {
    owner = Optional.of(keeper);
  }

  /**
   * A reader that waits for PONs to be loaded.
   *
   * @param scope the PONs
   * @param anew whether to also read data again that is already in memory
   * @param deadlineNanos the reader's deadline
   * @param answer receives the result
   */
  private record Loading(
      PonSelection scope, boolean anew, long deadlineNanos, CompletableFuture<OltState> answer) {}

  /**
   * A run of the loop on a thread of the executor; runs at most once, whatever the executor does.
   */
  private final class Drain implements Runnable {
    private final Runnable first;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile @Nullable Error thrown;

    Drain(Runnable first) {
      this.first = first;
    }

    /** Whether this is the first call, which either starts the run or prevents it. */
    boolean take() {
      return taken.compareAndSet(false, true);
    }

    @Override
    public void run() {
      if (!take()) {
        return;
      }
      try {
        lifecycle.work(() -> drain(first));
      } catch (Error error) {
        thrown = error;
        goOnIfAnyWait();
        throw error;
      }
    }
  }

  /** Waits for the result of the request, at most for the call time-out. */
  public <T> T submit(Request<T> request) {
    return submit(request, CallDeadline.of(options));
  }

  /** Waits for the result of the request, at most until the deadline. */
  public <T> T submit(Request<T> request, CallDeadline deadline) {
    long now = options.nanoClock().getAsLong();
    PendingRequest<T> pending = new PendingRequest<>(request, deadline.nanos(), now);
    if (attention) {
      attend();
    }
    if (pending.isPast(now)) {
      throw tooLateFor("the request was decided");
    }
    tryRunOnCaller(request)
        .ifPresentOrElse(
            state -> runOnCaller(pending, state), () -> enqueue(() -> queue.add(pending)));
    return answer(pending);
  }

  private static StoreFailedException tooLateFor(String what) {
    return StoreErrors.unavailable("the time-out passed before " + what, null);
  }

  /**
   * Submits requests that are decided in their order, in as few transactions as possible. Does not
   * block. After closing, and after the caller's limit, none is accepted and all fail.
   */
  public <T> Submitted<T> submitAll(List<? extends Request<T>> requests) {
    CallDeadline deadline = CallDeadline.of(options);
    if (deadline.isOver()) {
      return failed(requests, tooLateFor("the request was decided"));
    }
    List<PendingRequest<T>> all = new ArrayList<>();
    long now = options.nanoClock().getAsLong();
    requests.forEach(request -> all.add(new PendingRequest<>(request, deadline.nanos(), now)));
    try {
      enqueue(() -> queue.addAll(all));
    } catch (IllegalStateException closed) {
      return failed(requests, StoreErrors.closed());
    }
    return () -> all.stream().map(this::outcome).toList();
  }

  private static <T> Submitted<T> failed(
      List<? extends Request<T>> requests, StoreFailedException error) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    requests.forEach(request -> outcomes.add(new Outcome.Failed<>(error)));
    return () -> outcomes;
  }

  /** Requests that were submitted together. */
  @FunctionalInterface
  public interface Submitted<T> {
    /**
     * Waits for the results of all requests, at most for the call time-out since they were
     * submitted.
     */
    List<Outcome<T>> outcomes();
  }

  private <T> Outcome<T> outcome(PendingRequest<T> pending) {
    try {
      return new Outcome.Done<>(answer(pending));
    } catch (PonkeeperException e) {
      return new Outcome.Failed<>(e);
    }
  }

  private <T> T answer(PendingRequest<T> pending) {
    return await(
        pending.answer(),
        pending.deadlineNanos(),
        (reason, cause) -> {
          takeBack(pending);
          return pending.givenUp(reason, cause);
        });
  }

  /** Prevents the commit of the request, if that is still possible. */
  private void takeBack(PendingRequest<?> pending) {
    lock.lock();
    try {
      queue.remove(pending);
    } finally {
      lock.unlock();
    }
    pending.giveUp();
  }

  /** The state in memory, with the selected PONs loaded; reads the store only if they are not. */
  public OltState stateWith(PonSelection scope) {
    return stateWith(scope, CallDeadline.of(options));
  }

  /** Whether every PON is loaded; what other writers changed since may have to be read again. */
  public boolean isLoaded() {
    return !cache.isEmpty() && cache.loaded().includes(new PonSelection.All());
  }

  /** The same, at most until the deadline. */
  public OltState stateWith(PonSelection scope, CallDeadline deadline) {
    Optional<OltState> state = cache.find(scope);
    if (attention) {
      attend();
    }
    return state.orElseGet(() -> load(scope, false, deadline));
  }

  /**
   * The state as it was last loaded or committed, if every PON is loaded. Does not block. Changes
   * of other processes that were not read yet are missing.
   */
  public Optional<OltState> inMemory() {
    lifecycle.requireOpen();
    return cache.inMemory();
  }

  /** The state in memory, with the PON loaded; reads the store only if it is not. */
  public OltState stateWith(int pon) {
    OltState state = cache.find(pon);
    if (attention) {
      attend();
    }
    return state != null
        ? state
        : load(new PonSelection.Pons(Set.of(pon)), false, CallDeadline.of(options));
  }

  /** Reads all loaded data again. */
  OltState refresh(CallDeadline deadline) {
    return load(cache.loaded(), true, deadline);
  }

  /** Reads every PON again. */
  OltState reloadAll(CallDeadline deadline) {
    return load(new PonSelection.All(), true, deadline);
  }

  /** Waits with the sleeper of the options, not beyond the caller's limit. */
  public void pause(Duration duration) {
    try {
      options.sleeper().sleep(options.limits().left(duration));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreErrors.unavailable("the caller was interrupted", e);
    }
  }

  /**
   * Fails once it is closed. If there is no watch, tries occasionally to start it, on a thread of
   * the executor.
   */
  private void attend() {
    lifecycle.requireOpen();
    if (watch.isEmpty() || cache.isEmpty() || !watch.get().isDue()) {
      return;
    }
    try {
      options.executor().execute(() -> lifecycle.work(() -> beginWatch(watch.get())));
    } catch (RuntimeException | Error e) {
      LOG.warn("the executor rejected the work; an OLT is not watched for now", e);
    }
  }

  /** Starts the watch if possible; data that was read before may be stale then. */
  private boolean beginWatch(OltWatch toBegin) {
    boolean begins = toBegin.begin();
    if (begins) {
      cache.missedSome();
      // In this order, so that closing is always noticed.
      attention = false;
      attention = lifecycle.isClosed();
    }
    return begins;
  }

  /**
   * Starts the watch before the first load, so that no change after it is missed and nothing has to
   * be read again. Not for an OLT that is not in the store: requests for many such OLTs would
   * create many watches.
   */
  private void watchBeforeLoading(long deadlineNanos) {
    if (watch.isPresent()
        && cache.isEmpty()
        && !watch.get().hasBegun()
        && cache.isInStore(deadlineNanos)) {
      if (watch.get().isDue()) {
        beginWatch(watch.get());
      }
    }
  }

  /** Tells the owner whether the store has the OLT; one that is not there is not watched. */
  private void tellOwner() {
    if (cache.isUnknown()) {
      watch.ifPresent(OltWatch::rest);
      attention = watch.isPresent() || lifecycle.isClosed();
    }
    owner.ifPresent(keeper -> keeper.isKnown(!cache.isUnknown()));
  }

  /** When the store last confirmed the data in memory, if there is any. Does not block. */
  public Optional<Instant> confirmedInMemory() {
    Instant at = cache.confirmedAt();
    return at.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(at);
  }

  /** When the store last confirmed the data in memory. */
  public Instant confirmedAt() {
    lifecycle.requireOpen();
    return cache.confirmedAt();
  }

  /** When the store last confirmed the PON's data in memory. */
  public Instant confirmedAt(int pon) {
    lifecycle.requireOpen();
    return cache.confirmedAt(pon);
  }

  /** From now on no new call is accepted. */
  public void close() {
    attention = true;
  }

  /**
   * Fails for calls that do not use the queue, once no further request is accepted.
   *
   * @throws IllegalStateException if it is closed
   */
  public void requireOpen() {
    lifecycle.requireOpen();
  }

  /** Whether no thread runs the loop, and no request waits. */
  public boolean isIdle() {
    lock.lock();
    try {
      return !draining;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends everything once no further request is accepted: waiting callers get an error, and the data
   * in memory is dropped.
   */
  public void end() {
    List<PendingRequest<?>> left = new ArrayList<>(serving);
    List<Loading> readers;
    lock.lock();
    try {
      left.addAll(queue);
      readers = new ArrayList<>(loadings);
      queue.clear();
      loadings.clear();
    } finally {
      lock.unlock();
    }
    for (PendingRequest<?> pending : left) {
      pending.giveUp();
      pending.answer().completeExceptionally(pending.givenUp("this Ponkeeper was closed", null));
    }
    readers.forEach(reader -> reader.answer().completeExceptionally(StoreErrors.closed()));
    cache.forget();
    watch.ifPresent(OltWatch::close);
  }

  private OltState load(PonSelection scope, boolean anew, CallDeadline deadline) {
    lifecycle.requireOpen();
    if (deadline.isOver()) {
      throw tooLateFor("the state was read");
    }
    Loading loading = new Loading(scope, anew, deadline.nanos(), new CompletableFuture<>());
    enqueue(() -> loadings.add(loading));
    // A load changes nothing, so it can be abandoned at any point.
    return await(
        loading.answer(),
        deadline.nanos(),
        (reason, cause) -> StoreErrors.unavailable(reason + " before the state was read", cause));
  }

  /**
   * Tries to claim the right to run the request on the caller's thread; until that ends, no other
   * thread runs the loop.
   *
   * @return the state to run it on; empty if the executor must run it
   */
  private Optional<OltState> tryRunOnCaller(Request<?> request) {
    lock.lock();
    try {
      lifecycle.requireOpen();
      if (draining || Thread.currentThread().isInterrupted()) {
        return Optional.empty();
      }
      Optional<OltState> state = loop.stateOnCaller(request);
      draining = state.isPresent();
      return state;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs the request on the caller's thread; work after the first transaction is passed to the
   * executor.
   */
  private void runOnCaller(PendingRequest<?> pending, OltState state) {
    Optional<Runnable> rest = Optional.empty();
    serving = List.of(pending);
    try {
      rest = lifecycle.work(() -> loop.runOnCaller(pending, state));
    } catch (RuntimeException | Error bug) {
      tell(bug, List.of(pending), List.of());
    } finally {
      serving = List.of();
      if (rest.isPresent()) {
        Runnable resume = rest.get();
        startDraining(() -> resume(resume, pending), List.of(pending));
      } else {
        goOnIfAnyWait();
      }
    }
  }

  private void resume(Runnable rest, PendingRequest<?> pending) {
    serving = List.of(pending);
    try {
      rest.run();
    } catch (RuntimeException | Error bug) {
      tell(bug, List.of(pending), List.of());
    } finally {
      serving = List.of();
    }
  }

  /** Stops running the loop; if callers wait, the executor continues. */
  private void goOnIfAnyWait() {
    boolean anyWait;
    lock.lock();
    try {
      anyWait = !queue.isEmpty() || !loadings.isEmpty();
      draining = anyWait;
    } finally {
      lock.unlock();
    }
    if (anyWait) {
      startDraining(() -> {}, List.of());
    }
  }

  /**
   * Lets the executor drain the queue. If the executor throws without having started, the waiting
   * callers get an error; if it has started, it continues.
   *
   * @param first an action to run first
   * @param underWay the requests of that action
   */
  private void startDraining(Runnable first, List<PendingRequest<?>> underWay) {
    Drain drain = new Drain(first);
    handedOver = Optional.of(drain);
    try {
      options.executor().execute(drain);
    } catch (RuntimeException | Error e) {
      if (drain.take()) {
        refuseAll(StoreErrors.unavailable("the executor rejected the work: " + e, e), underWay);
      } else if (e instanceof Error error && error.equals(drain.thrown)) {
        // The executor ran it on this thread.
        throw error;
      } else {
        LOG.warn("the executor threw after it had started the work; ignored", e);
      }
    }
  }

  /** If the executor has not started within the call time-out, it has lost the work. */
  private void replaceLostDrain() {
    if (handedOver.filter(Drain::take).isPresent()) {
      LOG.warn("the executor did not start the work within the call time-out; passing it again");
      goOnIfAnyWait();
    }
  }

  private void enqueue(Runnable add) {
    boolean begin;
    lock.lock();
    try {
      lifecycle.requireOpen();
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

  /** Creates the error for a caller that stops waiting, and makes sure that it is true. */
  private interface GivingUp {
    PonkeeperException because(String reason, Throwable cause);
  }

  /**
   * Waits for a result.
   *
   * @param deadlineNanos the deadline; waits up to GRACE beyond it
   */
  private <T> T await(CompletableFuture<T> answer, long deadlineNanos, GivingUp givingUp) {
    try {
      long left = deadlineNanos - options.nanoClock().getAsLong();
      return answer.get(Math.max(0, left) + GRACE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the committer failed", e.getCause());
    } catch (TimeoutException e) {
      replaceLostDrain();
      throw givingUp.because("the time-out passed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw givingUp.because("the caller was interrupted", e);
    } catch (RuntimeException | Error e) {
      throw givingUp.because("the clock failed", e);
    }
  }

  /** Runs all waiting work until there is none; returns the number of rounds. */
  private int drain(Runnable first) {
    first.run();
    int rounds = 0;
    while (serveWaiting()) {
      rounds++;
    }
    return rounds;
  }

  /** Runs all waiting work; false if there is none, and then draining has ended. */
  private boolean serveWaiting() {
    List<PendingRequest<?>> requests;
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
    serving = requests;
    try {
      watchBeforeLoading(lastDeadline(requests, readers));
      serveReaders(readers);
      loop.run(requests);
      tellOwner();
    } catch (PonkeeperException e) {
      readers.forEach(reader -> reader.answer().completeExceptionally(e));
      requests.forEach(pending -> pending.fail(e));
    } catch (RuntimeException | Error bug) {
      tell(bug, requests, readers);
    } finally {
      serving = List.of();
    }
    return true;
  }

  /** The latest of the deadlines. */
  private static long lastDeadline(List<PendingRequest<?>> requests, List<Loading> readers) {
    return LongStream.concat(
            requests.stream().mapToLong(PendingRequest::deadlineNanos),
            readers.stream().mapToLong(Loading::deadlineNanos))
        .reduce((a, b) -> a - b > 0 ? a : b)
        .orElseThrow();
  }

  /**
   * After an internal error: completes all waiting callers with it, and drops the data in memory,
   * which may be wrong.
   */
  private void tell(Throwable bug, List<PendingRequest<?>> requests, List<Loading> readers) {
    cache.forget();
    RuntimeException reported =
        bug instanceof RuntimeException e ? e : new IllegalStateException("internal error", bug);
    readers.forEach(reader -> reader.answer().completeExceptionally(reported));
    requests.forEach(pending -> pending.fault(reported));
    if (bug instanceof Error error) {
      throw error;
    }
  }

  private void serveReaders(List<Loading> readers) {
    if (readers.isEmpty()) {
      return;
    }
    PonSelection wanted =
        readers.stream().map(Loading::scope).reduce(cache.loaded(), PonSelection::plus);
    try {
      boolean anew = readers.stream().anyMatch(Loading::anew);
      long deadline = lastDeadline(List.of(), readers);
      OltState state = anew ? cache.loadAgain(wanted, deadline) : cache.fresh(wanted, deadline);
      readers.forEach(reader -> reader.answer().complete(state));
    } catch (PonkeeperException e) {
      readers.forEach(reader -> reader.answer().completeExceptionally(e));
    }
  }

  /**
   * Completes all waiting requests, and those in progress, with an error; the next request starts
   * again.
   */
  private void refuseAll(PonkeeperException reason, List<PendingRequest<?>> underWay) {
    List<PendingRequest<?>> requests;
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
    requests.forEach(pending -> pending.fail(reason));
    underWay.forEach(pending -> pending.fail(reason));
  }
}
