package org.ponkeeper.cli.bench;

import java.util.OptionalDouble;
import org.ponkeeper.cli.sandbox.Times;

/**
 * The measurements of an operation and its baseline: the same data written to the store directly,
 * or the cheapest possible read from memory.
 *
 * @param work the operation
 * @param count the number of calls
 * @param rate calls per second
 * @param median the median duration of a call, in nanoseconds
 * @param p99 the 99th percentile of the duration, in nanoseconds
 * @param baselineRate calls of the baseline per second
 * @param baselineMedian the median duration of the baseline, in nanoseconds
 * @param storeGrowthBytes the bytes by which the store grew for each create, if measured
 * @param heapBytes the bytes of memory of an instance, if measured
 */
public record Figures(
    Work work,
    long count,
    double rate,
    double median,
    double p99,
    double baselineRate,
    double baselineMedian,
    OptionalDouble storeGrowthBytes,
    OptionalDouble heapBytes) {

  /**
   * The figures of timed calls.
   *
   * @param atOnce the number of calls in each measured time, 1 or more
   */
  static Figures of(Work work, Times times, Times baseline, int atOnce) {
    return new Figures(
        work,
        (long) times.count() * atOnce,
        times.rate() * atOnce,
        times.median() / atOnce,
        times.p99() / atOnce,
        baseline.rate() * atOnce,
        baseline.median() / atOnce,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** A copy with the growth of the store. */
  Figures storeGrowthBytes(OptionalDouble bytes) {
    return new Figures(
        work, count, rate, median, p99, baselineRate, baselineMedian, bytes, heapBytes);
  }

  /** The rate divided by that of the baseline. */
  public double ratio() {
    return rate / baselineRate;
  }
}
