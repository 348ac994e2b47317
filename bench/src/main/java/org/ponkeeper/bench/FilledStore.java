package org.ponkeeper.bench;

import java.util.List;
import org.ponkeeper.LoadedState;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.state.OltState;
import org.ponkeeper.store.MemoryStore;

/** A memory store filled with a network. */
final class FilledStore {

  /**
   * The network of the largest published VOLTHA test, 12,096 instances; or fewer ONUs for tests.
   */
  static final Network FULL =
      new Network(1, 64, Integer.getInteger("ponkeeper.bench.onus", 63), 1, 3);

  static final KeySpace KEYS =
      new KeySpace(KeySpace.DEFAULT_BASE_PATH, KeySpace.DEFAULT_TEMPLATE_PATH);

  private final Network network;
  private final List<InstancePath> paths;
  private final MemoryStore store = new MemoryStore();

  /**
   * Creates a store with that network; the services are created in the order in which a network
   * grows.
   */
  FilledStore(Network network) {
    this.network = network;
    this.paths = network.growth();
    try (Ponkeeper ponkeeper = open()) {
      network.register(ponkeeper);
      for (InstancePath path : paths) {
        ponkeeper
            .olt(path.technology(), path.uniPort().olt())
            .instances()
            .create(path.template(), path.uniPort());
      }
    }
  }

  /** All services. */
  List<InstancePath> paths() {
    return paths;
  }

  /** Ponkeeper on this store. */
  Ponkeeper open() {
    return Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withWatch(false));
  }

  /** The state of the first OLT. */
  OltState state() {
    return LoadedState.of(store, KEYS, Network.TECHNOLOGY, network.olt(0));
  }
}
