package org.ponkeeper.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether a Ponkeeper is open, and which threads call the store for it.
 *
 * <p>Closing has two steps: after {@link #close} no new call is accepted, and calls in progress
 * continue; after {@link #cutOff} no new transaction begins, and the threads that call the store
 * are interrupted. Thread-safe.
 */
public final class Lifecycle {

  /** If no call ends for this long, the store is considered unresponsive. */
  public static final Duration STALL = Duration.ofSeconds(2);

  /** How often closing checks whether everything has ended. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final AtomicLong progress = new AtomicLong();
  private volatile boolean closed;
  private volatile boolean cutOff;

  /** A thread that calls the store. */
  private final class Worker {
    private final Thread thread = Thread.currentThread();
    private boolean interrupted;
    private boolean ended;

    private synchronized void interrupt() {
      if (!ended) {
        interrupted = true;
        thread.interrupt();
      }
    }

    /** Ends the registration, on the same thread. */
    private void end() {
      workers.remove(this);
      synchronized (this) {
        ended = true;
        if (interrupted) {
          // The interrupt was for this work, not for later work of the thread.
          Thread.interrupted();
        }
      }
      progressed();
    }
  }

  /**
   * Fails once it is closed.
   *
   * @throws IllegalStateException if it is
   */
  public void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this Ponkeeper is closed");
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether no new transaction may begin. */
  boolean isCutOff() {
    return cutOff;
  }

  /**
   * Runs work for calls that were accepted earlier on the current thread, which calls the store.
   */
  <T> T work(Supplier<T> work) {
    Worker worker = new Worker();
    workers.add(worker);
    try {
      if (cutOff) {
        worker.interrupt();
      }
      return work.get();
    } finally {
      worker.end();
    }
  }

  /**
   * Runs a call of the store on the current thread.
   *
   * @throws IllegalStateException if it is closed
   */
  <T> T call(Supplier<T> call) {
    return work(() -> {
      requireOpen();
      return call.get();
    });
  }

  /** The store answered, or a call ended. */
  void progressed() {
    if (closed) {
      progress.incrementAndGet();
    }
  }

  /** From now on no new call is accepted. */
  public void close() {
    closed = true;
  }

  /** From now on no transaction begins; interrupts the threads that call the store. */
  public void cutOff() {
    cutOff = true;
    workers.stream().filter(Lifecycle::isAnothers).forEach(Worker::interrupt);
  }

  /**
   * Waits until no thread calls the store and the condition is true.
   *
   * @param most the maximum time to wait
   * @param stall the maximum time to wait while no call ends
   * @return whether this was reached; false if the thread was interrupted, whose interrupt status
   *     stays set
   */
  public boolean awaitQuiet(BooleanSupplier condition, Duration most, Duration stall) {
    long end = System.nanoTime() + most.toNanos();
    long seen = progress.get();
    long stalled = System.nanoTime() + stall.toNanos();
    while (workers.stream().anyMatch(Lifecycle::isAnothers) || !condition.getAsBoolean()) {
      long now = System.nanoTime();
      if (progress.get() != seen) {
        seen = progress.get();
        stalled = now + stall.toNanos();
      }
      if (now - end >= 0 || now - stalled >= 0) {
        return false;
      }
      try {
        Thread.sleep(LOOK_AGAIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** A thread that closes a Ponkeeper from within its own call does not wait for that call. */
  private static boolean isAnothers(Worker worker) {
    return worker.thread != Thread.currentThread();
  }
}
