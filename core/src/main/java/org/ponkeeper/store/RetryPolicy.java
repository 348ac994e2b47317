package org.ponkeeper.store;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When {@link RetryingStore} tries again: exponential backoff with full jitter, within a budget.
 *
 * <p>The pause after the n-th failure is drawn from 0 to {@code firstBackoff * 2^(n-1)}, but never
 * exceeds {@code maxBackoff}.
 *
 * @param deadline how long after the start of a call a new attempt may begin; greater than 0
 * @param firstBackoff the maximum pause after the first failure; greater than 0
 * @param maxBackoff the maximum of all pauses; at least {@code firstBackoff}
 * @param budget how many retries all callers may make together
 */
public record RetryPolicy(
    Duration deadline, Duration firstBackoff, Duration maxBackoff, Budget budget) {

  /**
   * Limits retries, so that they do not make an outage worse. A call that finds the budget used up
   * is not retried. All callers of a {@link RetryingStore} share one budget.
   *
   * @param perCall how many retries each call adds, 0 or more
   * @param perSecond how many retries each second adds, 0 or more: the refill rate when there are
   *     few calls
   * @param most the maximum number of saved retries, at least 1; the budget starts with this many
   */
  public record Budget(double perCall, double perSecond, int most) {

    /** One retry for ten calls, ten a second, and up to 50 at once. */
    public static final Budget DEFAULTS = new Budget(0.1, 10, 50);

    public Budget {
      if (!(perCall >= 0) || !(perSecond >= 0) || most < 1) {
        throw new IllegalArgumentException("a budget is not negative, and saves at least 1");
      }
    }
  }

  /** How long a call is retried by default: 10 s. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  /** The default maximum pause after the first failure: 20 ms. */
  public static final Duration DEFAULT_FIRST_BACKOFF = Duration.ofMillis(20);

  /** The default maximum of all pauses: 1 s. */
  public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofSeconds(1);

  /** All the defaults. */
  public static final RetryPolicy DEFAULTS =
      new RetryPolicy(
          DEFAULT_DEADLINE, DEFAULT_FIRST_BACKOFF, DEFAULT_MAX_BACKOFF, Budget.DEFAULTS);

  public RetryPolicy {
    if (!deadline.isPositive() || !firstBackoff.isPositive()) {
      throw new IllegalArgumentException("the deadline and the first backoff are greater than 0");
    }
    if (maxBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException("the longest backoff is at least the first one");
    }
  }

  /** A copy with another deadline. */
  public RetryPolicy deadline(Duration deadline) {
    return new RetryPolicy(deadline, firstBackoff, maxBackoff, budget);
  }

  /** A copy with other pauses. */
  public RetryPolicy backoff(Duration firstBackoff, Duration maxBackoff) {
    return new RetryPolicy(deadline, firstBackoff, maxBackoff, budget);
  }

  /** A copy with another budget. */
  public RetryPolicy budget(Budget budget) {
    return new RetryPolicy(deadline, firstBackoff, maxBackoff, budget);
  }

  /** A random pause after the n-th failure in a row; the first failure is 1. */
  public Duration pause(int failures, RandomGenerator random) {
    double bound = firstBackoff.toNanos() * Math.pow(2, failures - 1);
    long most = (long) Math.min(bound, (double) maxBackoff.toNanos());
    return Duration.ofNanos(random.nextLong(most + 1));
  }
}
