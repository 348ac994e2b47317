package org.ponkeeper.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time limits that callers set for their calls of one Ponkeeper, each for the calls of its own
 * thread. Only a {@link CallDeadline} or a {@link LimitedStore} asks for them, on the caller's
 * thread: work that is done for several callers never does. Thread-safe.
 */
public final class CallLimits {

  /** A longer limit is no limit, and could not be counted in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final LongSupplier nanoClock;
  private final ThreadLocal<Long> endNanos = new ThreadLocal<>();

  /** No limits yet. */
  public CallLimits(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Makes calls on this thread, which all end within the limit. Within another limit, the earlier
   * end counts.
   *
   * @param limit if it is not greater than 0, it is over at once
   */
  public <T> T within(Duration limit, Supplier<T> calls) {
    Long outer = endNanos.get();
    long end = nanoClock.getAsLong() + nanos(limit);
    endNanos.set(outer != null && outer - end < 0 ? outer : Long.valueOf(end));
    try {
      return calls.get();
    } finally {
      if (outer == null) {
        endNanos.remove();
      } else {
        endNanos.set(outer);
      }
    }
  }

  private static long nanos(Duration limit) {
    if (limit.isNegative()) {
      return 0;
    }
    return (limit.compareTo(LONGEST) < 0 ? limit : LONGEST).toNanos();
  }

  /** When the calls of this thread must have ended, by the clock; empty if it has no limit. */
  OptionalLong endNanos() {
    Long end = endNanos.get();
    return end == null ? OptionalLong.empty() : OptionalLong.of(end);
  }

  /** The time that is left to the calls of this thread, may be 0; empty if it has no limit. */
  public Optional<Duration> left() {
    Long end = endNanos.get();
    return end == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, end - nanoClock.getAsLong())));
  }

  /** The part of a time that is left to the calls of this thread; may be 0. */
  Duration left(Duration time) {
    return left().filter(left -> left.compareTo(time) < 0).orElse(time);
  }
}
