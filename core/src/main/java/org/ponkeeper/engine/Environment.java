package org.ponkeeper.engine;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ponkeeper.store.Sleeper;

/**
 * Where threads, time and random numbers come from.
 *
 * <p>It is an executor, so that a test or a simulation can hand it in where an embedder hands in a
 * plain executor: the public options show neither clock nor random numbers.
 *
 * @param executor runs the committers
 * @param clock tells the time of day
 * @param nanoClock tells how time passes, in nanoseconds, as {@link System#nanoTime} does
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

  /** What comes with the executor, or the system's time and random numbers with a plain one. */
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

  /** For tests: supplies threads, passing time and random numbers. */
  public static Environment forTesting(
      Executor executor, LongSupplier nanoClock, Sleeper sleeper, RandomGenerator random) {
    return new Environment(executor, InstantSource.system(), nanoClock, sleeper, random);
  }

  @Override
  public void execute(Runnable command) {
    executor.execute(command);
  }
}
