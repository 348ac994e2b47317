package org.ponkeeper.engine;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ponkeeper.store.Sleeper;

/**
 * Supplies threads, time and random numbers.
 *
 * <p>It is an executor, so that a test or a simulation can pass it in place of an embedder's
 * executor: the public options have neither clock nor random numbers.
 *
 * @param executor runs the committers
 * @param clock the time of day
 * @param nanoClock a monotonic clock in nanoseconds, like {@link System#nanoTime}
 * @param sleeper waits between attempts after a conflict
 * @param random draws the length of such a wait
 */
public record Environment(
    Executor executor,
    InstantSource clock,
    LongSupplier nanoClock,
    Sleeper sleeper,
    RandomGenerator random)
    implements Executor {

  /**
   * The executor itself if it is an environment; otherwise one with the system's time and random
   * numbers.
   */
  public static Environment of(Executor executor) {
    return executor instanceof Environment environment
        ? environment
        : new Environment(
            executor,
            InstantSource.system(),
            System::nanoTime,
            Sleeper.THREAD,
            RandomGenerator.getDefault());
  }

  /** For tests: supplies threads, monotonic time and random numbers. */
  public static Environment forTesting(
      Executor executor, LongSupplier nanoClock, Sleeper sleeper, RandomGenerator random) {
    return new Environment(executor, InstantSource.system(), nanoClock, sleeper, random);
  }

  @Override
  public void execute(Runnable command) {
    executor.execute(command);
  }
}
