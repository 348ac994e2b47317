package org.ponkeeper.bench;

import java.util.List;
import java.util.Locale;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.cli.trial.Network;

/**
 * Says how many bytes of heap a loaded instance takes: what is in use after a garbage collection
 * with the instances loaded, less what is in use once they are dropped. The store in memory stays
 * the same and is not counted.
 */
public final class HeapPerInstance {

  private static final int COLLECTIONS = 4;

  private HeapPerInstance() {}

  /**
   * Prints a line for each number of instances: about 10,000 and 100,000 unless others are given.
   */
  public static void main(String[] args) {
    List<Network> networks =
        args.length == 0
            ? List.of(new Network(1, 64, 52, 1, 3), new Network(1, 64, 521, 1, 3))
            : List.of(args).stream()
                .map(onus -> new Network(1, 64, Integer.parseInt(onus), 1, 3))
                .toList();
    System.out.println("instances  bytes of heap each");
    for (Network network : networks) {
      System.out.println(
          String.format(Locale.ROOT, "%9d  %18.1f", network.services(), of(network)));
    }
  }

  /** Bytes for each instance of that network. */
  static double of(Network network) {
    FilledStore store = new FilledStore(network);
    long loaded = whileLoaded(store, network);
    return (double) (loaded - inUse()) / network.services();
  }

  private static long whileLoaded(FilledStore store, Network network) {
    try (Ponkeeper ponkeeper = store.open()) {
      Olt olt = ponkeeper.olt(Network.TECHNOLOGY, network.olt(0)).load();
      if (olt.overview().instances() != network.services()) {
        throw new IllegalStateException("not every instance was loaded");
      }
      return inUse();
    }
  }

  private static long inUse() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
