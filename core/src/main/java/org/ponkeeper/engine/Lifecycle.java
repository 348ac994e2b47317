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
 * <p>Closing has two steps: from {@link #close} on no new call is taken, and what is under way goes
 * on; from {@link #cutOff} on no transaction begins any more, and the threads that call the store
 * are interrupted. Thread-safe.
 */
public final class Lifecycle {

  /** The store counts as one that does not answer when nothing of Ponkeeper's ended for so long. */
  public static final Duration STALL = Duration.ofSeconds(2);

  /** How often closing looks whether everything has ended. */
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

    /** Ends it, on the same thread. */
    private void end() {
      workers.remove(this);
      synchronized (this) {
        ended = true;
        if (interrupted) {
          // It was for this work, not for what the thread does next.
          Thread.interrupted();
        }
      }
      progressed();
    }
  }

  /**
   * Refuses calls once it is closed.
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

  /** Whether no transaction may begin any more. */
  boolean isCutOff() {
    return cutOff;
  }

  /** Calls the store on the current thread for calls that were taken before. */
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
   * Makes a call of the store on the current thread.
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

  /** Takes no new call any more. */
  public void close() {
    closed = true;
  }

  /** Lets no transaction begin any more, and interrupts the threads that call the store. */
  public void cutOff() {
    cutOff = true;
    workers.stream().filter(Lifecycle::isAnothers).forEach(Worker::interrupt);
  }

  /**
   * Waits until no thread calls the store and the condition holds.
   *
   * @param most waits no longer than this
   * @param stall nor longer than this while nothing ends
   * @return whether that came to be; not if the thread was interrupted, and it stays interrupted
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

  /** What closes a Ponkeeper from within its own call does not wait for that call. */
  private static boolean isAnothers(Worker worker) {
    return worker.thread != Thread.currentThread();
  }
}
