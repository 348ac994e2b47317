package org.ponkeeper.store.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;

/**
 * The deadline of one call, and all ways in which a call may wait until then.
 *
 * <p>An interrupt ends a wait at once with {@link ErrorCode#STORE_UNAVAILABLE}; the thread's
 * interrupt status stays set.
 */
final class Deadline {

  /** The maximum pause between two attempts while the file is in use. */
  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** The deadline of a call that begins now. */
  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** The earlier of two deadlines. */
  Deadline sooner(Deadline other) {
    return other.end - end < 0 ? other : this;
  }

  private long nanosLeft() {
    return end - System.nanoTime();
  }

  /** Work with SQLite. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }

  /** Work with SQLite that has no result. */
  @FunctionalInterface
  interface Action {
    void run() throws SQLException;
  }

  /** Like {@link #whileBusy}, for work without a result. */
  void doWhileBusy(Action action) throws SQLException {
    whileBusy(() -> {
      action.run();
      return true;
    });
  }

  /**
   * Runs the work, and repeats it while another connection or process blocks it. SQLite's own busy
   * timeout is not used: it would block the carrier of a virtual thread, cannot be interrupted, and
   * does not cover every case (switching to WAL, recovery).
   *
   * @throws SQLException any exception of the work; that the file is in use, only after the
   *     deadline
   */
  <T> T whileBusy(Work<T> work) throws SQLException {
    long most = FIRST_PAUSE_NANOS;
    while (true) {
      try {
        return work.run();
      } catch (SQLException e) {
        if (!SqliteErrors.isBusy(e) || nanosLeft() <= 0) {
          throw e;
        }
        pause(ThreadLocalRandom.current().nextLong(most / 2, most));
        most = Math.min(2 * most, MAX_PAUSE_NANOS);
      }
    }
  }

  private void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(nanos, Math.max(nanosLeft(), 0)));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Acquires the lock; fails if it is not free before the deadline.
   *
   * @param reason what the holders of the lock are doing
   */
  void lock(Lock lock, String reason) {
    try {
      if (!lock.tryLock(nanosLeft(), TimeUnit.NANOSECONDS)) {
        throw late(reason);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Acquires one permit; fails if none is free before the deadline. */
  void acquire(Semaphore semaphore) {
    try {
      if (!semaphore.tryAcquire(nanosLeft(), TimeUnit.NANOSECONDS)) {
        throw late("too many snapshots are open in this process");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static StoreFailedException late(String reason) {
    return new StoreFailedException(ErrorCode.STORE_UNAVAILABLE).with("reason", reason);
  }

  /** The error for a call whose thread was interrupted; the interrupt status stays set. */
  static StoreFailedException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, e)
        .with("reason", "the thread was interrupted");
  }
}
