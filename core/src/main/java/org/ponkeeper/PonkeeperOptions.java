package org.ponkeeper;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.store.Sleeper;

/**
 * How a {@link Ponkeeper} works. Immutable; begin with {@link #DEFAULTS} and change what must
 * differ.
 *
 * @param basePath where the stack's data lie, for example {@code service/voltha}
 * @param templatePath where the templates lie
 * @param adapterPath where the adapter that embeds Ponkeeper keeps data of its own, for example
 *     {@code service/voltha/my-adapter}: a path at which VOLTHA and Ponkeeper keep nothing. Empty
 *     for an adapter without
 * @param callTimeout how long a call may take, from its beginning; greater than 0
 * @param maxBatch the most requests that go into one transaction, 1 to 128
 * @param watch whether OLTs that are open are watched for what others change; without it such
 *     changes are noticed when a change of one's own conflicts with them, or by {@link
 *     Olt#refresh()}
 * @param executor runs the committer of an OLT while it has something to do; a committer blocks, so
 *     a pool must have a thread for each OLT that is busy at the same time
 * @param clock tells the time of day, for {@link Olt#confirmedAt()}
 * @param nanoClock tells how time passes, in nanoseconds, as {@link System#nanoTime} does
 * @param sleeper waits between attempts after a conflict
 * @param random draws the length of such a wait
 */
public record PonkeeperOptions(
    String basePath,
    String templatePath,
    Optional<String> adapterPath,
    Duration callTimeout,
    int maxBatch,
    boolean watch,
    Executor executor,
    InstantSource clock,
    LongSupplier nanoClock,
    Sleeper sleeper,
    RandomGenerator random) {

  /** How long a call may take unless told otherwise: 10 s. */
  public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(10);

  /** How many requests go into one transaction unless told otherwise. */
  public static final int DEFAULT_MAX_BATCH = 64;

  /** VOLTHA's paths, 10 s a call, virtual threads. */
  public static final PonkeeperOptions DEFAULTS =
      new PonkeeperOptions(
          KeySpace.DEFAULT_BASE_PATH,
          KeySpace.DEFAULT_TEMPLATE_PATH,
          Optional.empty(),
          DEFAULT_CALL_TIMEOUT,
          DEFAULT_MAX_BATCH,
          true,
          run -> Thread.ofVirtual().name("ponkeeper-committer").start(run),
          InstantSource.system(),
          System::nanoTime,
          Sleeper.THREAD,
          RandomGenerator.getDefault());

  public PonkeeperOptions {
    if (!callTimeout.isPositive()) {
      throw new IllegalArgumentException("a call's time-out is greater than 0");
    }
    if (maxBatch < 1 || maxBatch > 128) {
      throw new IllegalArgumentException("a batch has 1 to 128 requests");
    }
  }

  /** The same with other paths. */
  public PonkeeperOptions paths(String basePath, String templatePath) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        adapterPath,
        callTimeout,
        maxBatch,
        watch,
        executor,
        clock,
        nanoClock,
        sleeper,
        random);
  }

  /** The same for an adapter that keeps data of its own below this path. */
  public PonkeeperOptions adapterPath(String adapterPath) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        Optional.of(adapterPath),
        callTimeout,
        maxBatch,
        watch,
        executor,
        clock,
        nanoClock,
        sleeper,
        random);
  }

  /** The same with another time-out of a call. */
  public PonkeeperOptions callTimeout(Duration callTimeout) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        adapterPath,
        callTimeout,
        maxBatch,
        watch,
        executor,
        clock,
        nanoClock,
        sleeper,
        random);
  }

  /** The same with another number of requests in one transaction. */
  public PonkeeperOptions maxBatch(int maxBatch) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        adapterPath,
        callTimeout,
        maxBatch,
        watch,
        executor,
        clock,
        nanoClock,
        sleeper,
        random);
  }

  /** The same, watching or not. */
  public PonkeeperOptions watch(boolean watch) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        adapterPath,
        callTimeout,
        maxBatch,
        watch,
        executor,
        clock,
        nanoClock,
        sleeper,
        random);
  }

  /** The same with time, threads and chance from elsewhere; for tests and simulations. */
  public PonkeeperOptions world(
      Executor executor, LongSupplier nanoClock, Sleeper sleeper, RandomGenerator random) {
    return new PonkeeperOptions(
        basePath,
        templatePath,
        adapterPath,
        callTimeout,
        maxBatch,
        watch,
        executor,
        clock,
        nanoClock,
        sleeper,
        random);
  }
}
