package org.ponkeeper.cli.bench;

import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.ponkeeper.cli.sandbox.LoadDriver;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.cli.sandbox.Times;

/**
 * Runs an operation and its baseline alternately: a slice of one, then the same slice of the other;
 * each is first in turn. So other load on the machine, and growth of the store, affect both
 * equally.
 */
final class PairedRun {

  private static final int SLICES = 8;

  /**
   * The first and last calls of a slice run with fewer concurrent calls; a slice must be long for
   * this not to matter.
   */
  private static final int CALLS_FOR_EACH_CALLER = 8;

  private final LoadDriver driver;
  private final StoreSize size;
  private final Progress progress;

  PairedRun(LoadDriver driver, StoreSize size, Progress progress) {
    this.driver = driver;
    this.size = size;
    this.progress = progress;
  }

  /**
   * Makes the calls 0 to {@code count - 1} of both.
   *
   * @param call the operation
   * @param baseline the baseline
   * @param grows whether to measure the growth of the store
   */
  Figures run(Work work, int count, IntConsumer call, IntConsumer baseline, boolean grows) {
    long[] ours = new long[count];
    long[] bare = new long[count];
    long oursTotal = 0;
    long bareTotal = 0;
    OptionalDouble growth = grows ? OptionalDouble.of(0) : OptionalDouble.empty();
    int slice = Math.max(Math.ceilDiv(count, SLICES), driver.concurrency() * CALLS_FOR_EACH_CALLER);
    try (Progress.Steps steps = progress.show(work.toString(), 2L * count)) {
      boolean oursFirst = false;
      for (int from = 0; from < count; from += slice) {
        int to = Math.min(count, from + slice);
        for (boolean isOurs : new boolean[] {oursFirst, !oursFirst}) {
          if (isOurs) {
            OptionalDouble before = grows ? size.settled() : OptionalDouble.empty();
            oursTotal += driver.run(from, to, ours, steps, call);
            OptionalDouble after = grows ? size.settled() : OptionalDouble.empty();
            growth = plus(growth, before, after);
          } else {
            bareTotal += driver.run(from, to, bare, steps, baseline);
          }
        }
        oursFirst = !oursFirst;
      }
    }
    OptionalDouble growthOfEach =
        growth.isPresent() ? OptionalDouble.of(growth.getAsDouble() / count) : growth;
    return Figures.of(work, new Times(oursTotal, ours), new Times(bareTotal, bare), 1)
        .storeGrowthBytes(growthOfEach);
  }

  private static OptionalDouble plus(
      OptionalDouble sum, OptionalDouble before, OptionalDouble after) {
    return sum.isPresent() && before.isPresent() && after.isPresent()
        ? OptionalDouble.of(sum.getAsDouble() + after.getAsDouble() - before.getAsDouble())
        : OptionalDouble.empty();
  }
}
