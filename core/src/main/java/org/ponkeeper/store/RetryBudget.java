package org.ponkeeper.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The number of retries left in a {@link RetryPolicy.Budget}. Thread-safe. */
final class RetryBudget {

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final RetryPolicy.Budget budget;
  private final ReentrantLock lock = new ReentrantLock();
  private double left;
  private long filledAt;

  /**
   * A full budget.
   *
   * @param now the time, in nanoseconds from any origin
   */
  RetryBudget(RetryPolicy.Budget budget, long now) {
    this.budget = budget;
    this.left = budget.most();
    this.filledAt = now;
  }

  /** Adds the share of one call. */
  void addCall() {
    lock.lock();
    try {
      add(budget.perCall());
    } finally {
      lock.unlock();
    }
  }

  /** Takes one retry; false if none is left. */
  boolean take(long now) {
    lock.lock();
    try {
      add(budget.perSecond() * (Math.max(now - filledAt, 0) / NANOS_PER_SECOND));
      filledAt = now;
      if (left < 1) {
        return false;
      }
      left--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void add(double retries) {
    left = Math.min(left + retries, budget.most());
  }
}
