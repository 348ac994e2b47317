package org.ponkeeper.store;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When {@link RetryingStore} tries again: exponential backoff with full jitter. The pause after the
 * n-th failure is drawn from 0 to {@code firstBackoff * 2^(n-1)}, but never more than {@code
 * maxBackoff}.
 *
 * @param deadline how long after the beginning of a call an attempt may still begin; greater than 0
 * @param firstBackoff the longest pause after the first failure; greater than 0
 * @param maxBackoff the longest pause at all; at least {@code firstBackoff}
 */
public record RetryPolicy(Duration deadline, Duration firstBackoff, Duration maxBackoff) {

  /** How long a call is repeated unless told otherwise: 10 s. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  /** The longest pause after the first failure unless told otherwise: 20 ms. */
  public static final Duration DEFAULT_FIRST_BACKOFF = Duration.ofMillis(20);

  /** The longest pause unless told otherwise: 1 s. */
  public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofSeconds(1);

  /** All the defaults. */
  public static final RetryPolicy DEFAULTS =
      new RetryPolicy(DEFAULT_DEADLINE, DEFAULT_FIRST_BACKOFF, DEFAULT_MAX_BACKOFF);

  public RetryPolicy {
    if (!deadline.isPositive() || !firstBackoff.isPositive()) {
      throw new IllegalArgumentException("the deadline and the first backoff are greater than 0");
    }
    if (maxBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException("the longest backoff is at least the first one");
    }
  }

  /** The same with another deadline. */
  public RetryPolicy deadline(Duration deadline) {
    return new RetryPolicy(deadline, firstBackoff, maxBackoff);
  }

  /** The same with other pauses. */
  public RetryPolicy backoff(Duration firstBackoff, Duration maxBackoff) {
    return new RetryPolicy(deadline, firstBackoff, maxBackoff);
  }

  /** The pause after the n-th failure in a row; the first failure is 1. */
  public Duration pause(int failures, RandomGenerator random) {
    double bound = firstBackoff.toNanos() * Math.pow(2, failures - 1);
    long most = (long) Math.min(bound, (double) maxBackoff.toNanos());
    return Duration.ofNanos(random.nextLong(most + 1));
  }
}
