package org.ponkeeper.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ponkeeper.store.Sleeper;

/**
 * How the engine works.
 *
 * @param callTimeout how long a call may take, from its beginning; greater than 0
 * @param maxBatch the most requests that go into one transaction
 * @param watch whether open OLTs are watched for changes that others make
 * @param environment where threads, time and random numbers come from
 */
public record EngineOptions(
    Duration callTimeout, int maxBatch, boolean watch, Environment environment) {

  public Executor executor() {
    return environment.executor();
  }

  public InstantSource clock() {
    return environment.clock();
  }

  public LongSupplier nanoClock() {
    return environment.nanoClock();
  }

  public Sleeper sleeper() {
    return environment.sleeper();
  }

  public RandomGenerator random() {
    return environment.random();
  }
}
