package org.ponkeeper.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.RetryListener.Operation;

/**
 * A decorator that retries temporary failures of a store.
 *
 * <p><b>What is retried.</b> Reads, and commits that certainly did not happen, when they fail with
 * {@link ErrorCode#STORE_UNAVAILABLE}. A snapshot is read again at another instant as long as it
 * has returned nothing. Once it has returned a result, every failure is passed on, even in the
 * middle of a scan: the reader already holds data of that instant and has to start again. {@link
 * #list} is retried as a whole. All other failures are passed on at once, in particular {@link
 * ErrorCode#OUTCOME_UNKNOWN}: only the caller that made the decision can handle it.
 *
 * <p><b>How long.</b> See {@link RetryPolicy}. No attempt begins after the policy's deadline, so a
 * call ends within that deadline plus the one of the decorated store, or within the time of {@link
 * #within}. It ends with the last failure; earlier, if all callers together have used up the
 * policy's budget.
 *
 * <p><b>Interrupts.</b> When the thread is interrupted while it waits, the call ends at once with
 * the last failure, {@code STORE_UNAVAILABLE}: nothing happened. The thread's interrupt status
 * stays set.
 *
 * <p>Thread-safe if the store is. Closing it closes the decorated store.
 */
public final class RetryingStore implements KeyValueStore {

  private final KeyValueStore store;
  private final RetryPolicy policy;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private final RandomGenerator random;
  private final RetryBudget budget;

  /** When attempts stop, whatever the policy says; empty for a store without a time limit. */
  private final OptionalLong endNanos;

  private final RetryCalls listener;

  /** Retries failures of {@code store} according to {@link RetryPolicy#DEFAULTS}. */
  public static RetryingStore of(KeyValueStore store) {
    return of(store, RetryPolicy.DEFAULTS);
  }

  /** Retries failures of {@code store}, using the system's clock. */
  public static RetryingStore of(KeyValueStore store, RetryPolicy policy) {
    return new RetryingStore(
        store,
        policy,
        System::nanoTime,
        Sleeper.THREAD,
        () -> ThreadLocalRandom.current().nextLong());
  }

  /**
   * Retries failures of {@code store}.
   *
   * @param nanoTime a monotonic clock in nanoseconds, with any origin
   * @param sleeper waits between two attempts
   * @param random draws the pauses; called by every thread that calls the store
   */
  public RetryingStore(
      KeyValueStore store,
      RetryPolicy policy,
      LongSupplier nanoTime,
      Sleeper sleeper,
      RandomGenerator random) {
    this(
        store,
        policy,
        nanoTime,
        sleeper,
        random,
        new RetryBudget(policy.budget(), nanoTime.getAsLong()),
        OptionalLong.empty(),
        RetryCalls.NONE);
  }

  private RetryingStore(
      KeyValueStore store,
      RetryPolicy policy,
      LongSupplier nanoTime,
      Sleeper sleeper,
      RandomGenerator random,
      RetryBudget budget,
      OptionalLong endNanos,
      RetryCalls listener) {
    this.store = store;
    this.policy = policy;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.random = random;
    this.budget = budget;
    this.endNanos = endNanos;
    this.listener = listener;
  }

  /**
   * The one place that decides what is retried: only temporary failures of calls that certainly did
   * not happen.
   */
  private static boolean isRepeated(StoreFailedException failure) {
    return failure.code() == ErrorCode.STORE_UNAVAILABLE;
  }

  /**
   * The same store with a listener for its retries, which replaces any other. Shares the policy's
   * budget with this store.
   */
  public RetryingStore withListener(RetryListener listener) {
    return new RetryingStore(
        store,
        policy,
        nanoTime,
        sleeper,
        random,
        budget,
        endNanos,
        new RetryCalls(Optional.of(requireNonNull(listener, "listener"))));
  }

  /** Shares the policy's budget with this store. */
  @Override
  public KeyValueStore within(Duration time) {
    long end = nanoTime.getAsLong() + time.toNanos();
    boolean sooner = endNanos.isEmpty() || end - endNanos.getAsLong() < 0;
    return new RetryingStore(
        store.within(time),
        policy,
        nanoTime,
        sleeper,
        random,
        budget,
        sooner ? OptionalLong.of(end) : endNanos,
        listener);
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return retrying(Operation.GET, () -> store.get(key));
  }

  @Override
  public Snapshot snapshot() {
    return new RetryingSnapshot(this, retrying(Operation.SNAPSHOT, store::snapshot));
  }

  @Override
  public TxnResult commit(Txn txn) {
    return retrying(Operation.COMMIT, () -> store.commit(txn));
  }

  /** Retries only the start of a watch; an active watch reconnects by itself. */
  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return retrying(Operation.WATCH, () -> store.watch(range, from, onEvent));
  }

  /** Retries only the start of a watch; an active watch reconnects by itself. */
  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return retrying(Operation.WATCH, () -> store.watchCommits(range, from, onEvent));
  }

  @Override
  public Health health() {
    return retrying(Operation.HEALTH, store::health);
  }

  @Override
  public List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
    return retrying(Operation.LIST, () -> store.list(ranges, options));
  }

  @Override
  public void close() {
    store.close();
  }

  /** A snapshot of the decorated store, in one attempt. */
  Snapshot openSnapshot() {
    return store.snapshot();
  }

  /** Calls until there is a result, a failure that is not retried, or no time left. */
  <T> T retrying(Operation operation, Supplier<T> call) {
    long lastStart = lastStart();
    budget.addCall();
    Optional<StoreFailedException> before = Optional.empty();
    for (int failures = 1; ; failures++) {
      try {
        return call.get();
      } catch (StoreFailedException failure) {
        if (!isRepeated(failure)) {
          throw failure;
        }
        // An attempt that was cut short by the end of the time says less than the one before it.
        boolean cutShort = nanoTime.getAsLong() - lastStart >= 0;
        StoreFailedException told = cutShort ? before.orElse(failure) : failure;
        pauseOrGiveUp(operation, told, lastStart, failures);
        before = Optional.of(failure);
      }
    }
  }

  /** The latest time at which a call that begins now may start its last attempt. */
  private long lastStart() {
    long byPolicy = nanoTime.getAsLong() + policy.deadline().toNanos();
    return endNanos.isPresent() && endNanos.getAsLong() - byPolicy < 0
        ? endNanos.getAsLong()
        : byPolicy;
  }

  private void pauseOrGiveUp(
      Operation operation, StoreFailedException failure, long lastStart, int failures) {
    Duration pause = policy.pause(failures, random);
    long now = nanoTime.getAsLong();
    if (now + pause.toNanos() - lastStart >= 0) {
      throw failure;
    }
    if (!budget.take(now)) {
      throw failure.with(
          "retries", "none, because the retry budget shared by all callers is used up");
    }
    listener.tell(operation, failures, failure.code());
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.addSuppressed(e);
      throw failure;
    }
  }

  @Override
  public String toString() {
    return store + " with retries";
  }
}
