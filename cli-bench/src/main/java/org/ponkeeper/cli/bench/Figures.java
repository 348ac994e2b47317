package org.ponkeeper.cli.bench;

import java.util.OptionalDouble;
import org.ponkeeper.cli.sandbox.Times;

/**
 * What was measured of a work, beside its baseline: what the store itself, or the least that memory
 * costs, takes for the same.
 *
 * @param work the work
 * @param count how much of it was done
 * @param rate how much of it a second
 * @param median nanoseconds that half of the calls did not exceed
 * @param p99 nanoseconds that 99 of 100 calls did not exceed
 * @param baselineRate how much of the baseline a second
 * @param baselineMedian nanoseconds that half of its calls did not exceed
 * @param storeGrowthBytes how many bytes the store grew by for each create, where that applies
 * @param heapBytes how many bytes of memory an instance takes, where that applies
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
   * The figures of what was timed.
   *
   * @param atOnce how many calls each of the times is of, 1 or more
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

  /** The same with the growth of the store. */
  Figures storeGrowthBytes(OptionalDouble bytes) {
    return new Figures(
        work, count, rate, median, p99, baselineRate, baselineMedian, bytes, heapBytes);
  }

  /** The rate over that of the baseline. */
  public double ratio() {
    return rate / baselineRate;
  }
}
