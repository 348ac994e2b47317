package org.ponkeeper.cli.sandbox;

import java.util.Arrays;

/** How long each of many calls took, and all of them together. Immutable. */
public final class Times {

  private static final double NANOS = 1e9;

  private final long total;
  private final long[] each;

  /**
   * The times of calls.
   *
   * @param total nanoseconds from the beginning of the first to the end of the last, breaks left
   *     out
   * @param each nanoseconds of each, in any order; copied
   */
  public Times(long total, long[] each) {
    this.total = total;
    this.each = each.clone();
    Arrays.sort(this.each);
  }

  /** How many calls there were. */
  public int count() {
    return each.length;
  }

  /** Calls a second; 0 if there were none. */
  public double rate() {
    return total == 0 ? 0 : each.length / (total / NANOS);
  }

  /** Nanoseconds that half of the calls did not exceed; 0 if there were none. */
  public double median() {
    return quantile(0.5);
  }

  /** Nanoseconds that 99 of 100 calls did not exceed; 0 if there were none. */
  public double p99() {
    return quantile(0.99);
  }

  /** The least time that the given part of the calls did not exceed. */
  private double quantile(double part) {
    return each.length == 0 ? 0 : each[(int) Math.ceil(part * each.length) - 1];
  }
}
