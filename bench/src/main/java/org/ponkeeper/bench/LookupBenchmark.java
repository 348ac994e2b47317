package org.ponkeeper.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.ponkeeper.Instances;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.TechProfileInstance;

/** What adapters ask for with every flow, answered from memory. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {

  /** A loaded OLT of 12,096 instances, asked for in any order. */
  @State(Scope.Thread)
  public static class Loaded {
    private static final int PBITS = 8;

    private final List<InstancePath> paths;
    private final List<TechProfileInstance> all = new ArrayList<>();
    private final Instances instances;
    private int next;

    public Loaded() {
      FilledStore store = new FilledStore(FilledStore.FULL);
      paths = new ArrayList<>(store.paths());
      Collections.shuffle(paths, new Random(1));
      // Stays open as long as the process lives.
      instances = store.open().olt(Network.TECHNOLOGY, FilledStore.FULL.olt(0)).load().instances();
      for (InstancePath path : paths) {
        all.add((TechProfileInstance) instances.get(path.template(), path.uniPort()));
      }
    }

    private int next() {
      next = next + 1 == paths.size() ? 0 : next + 1;
      return next;
    }
  }

  /** An instance by its template and UNI port. */
  @Benchmark
  public Instance lookup(Loaded loaded) {
    InstancePath path = loaded.paths.get(loaded.next());
    return loaded.instances.get(path.template(), path.uniPort());
  }

  /** What walking through the paths costs alone; take it off the lookup. */
  @Benchmark
  public InstancePath lookupBaseline(Loaded loaded) {
    return loaded.paths.get(loaded.next());
  }

  /** The GEM port of an instance that carries a p-bit. */
  @Benchmark
  public int gemPortForPbit(Loaded loaded) {
    int n = loaded.next();
    return loaded.all.get(n).gemPortId(Direction.UPSTREAM, n % Loaded.PBITS);
  }

  /** What walking through the instances costs alone; take it off the GEM port. */
  @Benchmark
  public int gemPortForPbitBaseline(Loaded loaded) {
    int n = loaded.next();
    return loaded.all.get(n).gemPortCount() + n % Loaded.PBITS;
  }
}
