package org.ponkeeper.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ponkeeper.store.Sleeper;

/**
 * Options of the engine.
 *
 * @param callTimeout how long a call may take, from its start; greater than 0
 * @param maxBatch the maximum number of requests in one transaction
 * @param watch whether to watch open OLTs for changes by other writers
 * @param environment supplies threads, time and random numbers
 * @param limits the limits that callers set for their calls
 */
public record EngineOptions(
    Duration callTimeout, int maxBatch, boolean watch, Environment environment, CallLimits limits) {

  /** Options of a Ponkeeper whose callers have set no limits. */
  public EngineOptions(Duration callTimeout, int maxBatch, boolean watch, Environment environment) {
    this(callTimeout, maxBatch, watch, environment, new CallLimits(environment.nanoClock()));
  }

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
