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
 * The end of one call, and every way in which a call may wait until then.
 *
 * <p>An interrupt ends a wait at once as {@link ErrorCode#STORE_UNAVAILABLE}; the thread stays
 * interrupted.
 */
final class Deadline {

  /** The longest pause between two looks at whether the file is free. */
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

  /** The sooner one of two. */
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

  /** As {@link #whileBusy}, for work without a result. */
  void doWhileBusy(Action action) throws SQLException {
    whileBusy(() -> {
      action.run();
      return true;
    });
  }

  /**
   * Does the work, again and again while another connection or process is in its way. SQLite's own
   * busy timeout is not used: it would hold the carrier of a virtual thread, could not be
   * interrupted, and does not cover every case (switching to WAL, recovery).
   *
   * @throws SQLException what the work throws; that the file is in use only when the time is over
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
   * Takes the lock; fails if it is not free in time.
   *
   * @param reason what the others do who hold it
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

  /** Takes one permit; fails if none is free in time. */
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

  /** The failure of a call whose thread was interrupted; the thread stays so. */
  static StoreFailedException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, e)
        .with("reason", "the thread was interrupted");
  }
}
