package org.ponkeeper.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.decide.CreateInstance;
import org.ponkeeper.decide.Decision;
import org.ponkeeper.decide.DeleteInstance;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.state.OltState;

/** Decides on a full OLT, and applies the decision to the state in memory. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecideBenchmark {

  /** An OLT of 12,096 instances, with one instance to delete and one to create. */
  @State(Scope.Benchmark)
  public static class Full {
    private static final long STAMP = Long.MAX_VALUE;

    private final OltState state;
    private final CreateInstance create;
    private final DeleteInstance delete;

    public Full() {
      FilledStore store = new FilledStore(FilledStore.FULL);
      state = store.state();
      InstancePath last = store.paths().getLast();
      UniPort port = last.uniPort();
      UniPort fresh =
          UniPort.of(
              port.olt().device(), port.pon().number(), port.onu().number(), port.number() + 1);
      create =
          new CreateInstance(new InstancePath(Network.TECHNOLOGY, last.template(), fresh), false);
      delete = new DeleteInstance(last);
    }
  }

  /** Decides which ids a new service gets. */
  @Benchmark
  public Decision<CreateResult> decideCreate(Full full) {
    return full.create.decide(full.state);
  }

  /** Decides which ids a delete frees. */
  @Benchmark
  public Decision<DeleteResult> decideDelete(Full full) {
    return full.delete.decide(full.state);
  }

  /** Decides a create, and applies it to the state. */
  @Benchmark
  public OltState createInMemory(Full full) {
    Decision<CreateResult> decision = full.create.decide(full.state);
    return full.state.apply(
        decision instanceof Decision.Commit<CreateResult> commit ? commit.changes() : List.of(),
        Full.STAMP);
  }
}
