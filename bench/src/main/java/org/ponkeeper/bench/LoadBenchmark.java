package org.ponkeeper.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.ponkeeper.state.OltState;

/**
 * Loads an OLT after a restart from a memory store, so that only Ponkeeper's own work is measured.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LoadBenchmark {

  /** A store of 12,096 instances. */
  @State(Scope.Benchmark)
  public static class Filled {
    private final FilledStore store = new FilledStore(FilledStore.FULL);
  }

  @Benchmark
  public OltState load(Filled filled) {
    return filled.store.state();
  }
}
