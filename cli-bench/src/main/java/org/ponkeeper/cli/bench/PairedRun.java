package org.ponkeeper.cli.bench;

import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.ponkeeper.cli.sandbox.LoadDriver;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.cli.sandbox.Times;

/**
 * A work and its baseline by turns: a slice of the one, the same slice of the other, each in turn
 * first. So what the machine does besides, and what grows meanwhile, meets both alike.
 */
final class PairedRun {

  private static final int SLICES = 8;

  /**
   * A slice's first and last calls have fewer beside them: it must be long for that not to count.
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
   * @param call the work
   * @param baseline what it is compared with
   * @param grows whether to say by how much the store grew by the work
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
