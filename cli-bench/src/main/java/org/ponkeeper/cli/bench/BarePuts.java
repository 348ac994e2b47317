package org.ponkeeper.cli.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Txn;

/** The baseline of a create: writes only its key and value to the store. */
final class BarePuts {

  /** The profile type of the four-queue template. */
  private static final String PROFILE_TYPE = "XPON";

  private final KeyValueStore store;
  private final KeySpace keys;
  private final List<InstancePath> paths;

  /** For each service, how many services precede it on its PON. */
  private final int[] before;

  /**
   * Writes of services below the path of {@code keys}, with the ids that each service gets in the
   * library.
   */
  BarePuts(KeyValueStore store, KeySpace keys, List<InstancePath> paths) {
    this.store = store;
    this.keys = keys;
    this.paths = paths;
    Map<PonId, Integer> servicesOf = new HashMap<>();
    this.before =
        paths.stream()
            .mapToInt(path -> servicesOf.merge(path.uniPort().pon(), 1, Integer::sum) - 1)
            .toArray();
  }

  private static Bytes value(InstancePath path, int servicesBefore) {
    int firstGemPort = Network.FIRST_GEM_PORT_ID + servicesBefore * Network.GEM_PORTS;
    return ResourceInstanceCodec.encode(
        new ResourceInstance(
            path.template(),
            PROFILE_TYPE,
            path.uniPort(),
            new AllocId(Network.FIRST_ALLOC_ID + servicesBefore),
            IntStream.range(firstGemPort, firstGemPort + Network.GEM_PORTS)
                .mapToObj(GemPortId::new)
                .toList()));
  }

  void put(int number) {
    InstancePath path = paths.get(number);
    store.commit(Txn.put(keys.instance(path), value(path, before[number])));
  }
}
