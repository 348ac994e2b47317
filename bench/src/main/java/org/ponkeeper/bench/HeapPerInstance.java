package org.ponkeeper.bench;

import java.util.List;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.cli.bench.RestartProbe;
import org.ponkeeper.cli.sandbox.Network;

/**
 * Measures the heap bytes of a loaded instance: the heap in use after a garbage collection with the
 * instances loaded, minus the heap in use after they are dropped. The memory store stays the same,
 * so it is not counted.
 */
final class HeapPerInstance {

  /** Networks of about 10,000 and 100,000 instances. */
  static final List<Network> NETWORKS =
      List.of(new Network(1, 64, 52, 1, 3), new Network(1, 64, 521, 1, 3));

  private HeapPerInstance() {}

  /** Heap bytes per instance of that network. */
  static double of(Network network) {
    FilledStore store = new FilledStore(network);
    long loaded = whileLoaded(store, network);
    return (double) (loaded - RestartProbe.heapInUse()) / network.services();
  }

  private static long whileLoaded(FilledStore store, Network network) {
    try (Ponkeeper ponkeeper = store.open()) {
      Olt olt = ponkeeper.olt(Network.TECHNOLOGY, network.olt(0)).load();
      if (olt.overview().instances() != network.services()) {
        throw new IllegalStateException("not every instance was loaded");
      }
      return RestartProbe.heapInUse();
    }
  }
}
