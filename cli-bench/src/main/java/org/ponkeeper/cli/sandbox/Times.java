package org.ponkeeper.cli.sandbox;

import java.util.Arrays;

/** The durations of many calls, and their total time. Immutable. */
public final class Times {

  private static final double NANOS = 1e9;

  private final long total;
  private final long[] each;

  /**
   * The durations of calls.
   *
   * @param total nanoseconds from the start of the first to the end of the last, without breaks
   * @param each nanoseconds of each, in any order; copied
   */
  public Times(long total, long[] each) {
    this.total = total;
    this.each = each.clone();
    Arrays.sort(this.each);
  }

  /** The number of calls. */
  public int count() {
    return each.length;
  }

  /** Calls per second; 0 if there were none. */
  public double rate() {
    return total == 0 ? 0 : each.length / (total / NANOS);
  }

  /** The median in nanoseconds; 0 if there were no calls. */
  public double median() {
    return quantile(0.5);
  }

  /** The 99th percentile in nanoseconds; 0 if there were no calls. */
  public double p99() {
    return quantile(0.99);
  }

  /** The quantile in nanoseconds. */
  private double quantile(double part) {
    return each.length == 0 ? 0 : each[(int) Math.ceil(part * each.length) - 1];
  }
}
