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

/** Lookups that adapters make for every flow, answered from memory. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {

  /** A loaded OLT of 12,096 instances, looked up in random order. */
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
      // Stays open until the process ends.
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

  /** Finds an instance by template and UNI port. */
  @Benchmark
  public Instance lookup(Loaded loaded) {
    InstancePath path = loaded.paths.get(loaded.next());
    return loaded.instances.get(path.template(), path.uniPort());
  }

  /** Only iterates over the paths; subtract it from the lookup. */
  @Benchmark
  public InstancePath lookupBaseline(Loaded loaded) {
    return loaded.paths.get(loaded.next());
  }

  /** Finds an instance's GEM port for a p-bit. */
  @Benchmark
  public int gemPortForPbit(Loaded loaded) {
    int n = loaded.next();
    return loaded.all.get(n).gemPortId(Direction.UPSTREAM, n % Loaded.PBITS);
  }

  /** Only iterates over the instances; subtract it from the GEM port lookup. */
  @Benchmark
  public int gemPortForPbitBaseline(Loaded loaded) {
    int n = loaded.next();
    return loaded.all.get(n).gemPortCount() + n % Loaded.PBITS;
  }
}
