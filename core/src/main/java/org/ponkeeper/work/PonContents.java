package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ponkeeper.engine.LoadSession;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.OpenOltKeys;
import org.ponkeeper.keyspace.ResourceKey;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * What the store has of a PON of a registered OLT, at one instant.
 *
 * @param counts the number of things of each kind, by its name; without those of which there are
 *     none
 * @param taken the ids that are taken in pools that only this PON uses
 * @param pools those pools, as they are stored
 * @param unchanged the conditions that these pools are those of this OLT
 */
record PonContents(
    Map<String, Long> counts,
    SortedMap<PoolId, IdSet> taken,
    SortedMap<PoolId, KeyValue> pools,
    List<Condition> unchanged) {

  /**
   * Reads the PON.
   *
   * @throws CorruptDataException if a pool that only the PON uses cannot be read
   */
  static PonContents read(Snapshot snapshot, OltStore at, OltRecord record, int pon) {
    return new Reader(snapshot, at, record, pon).read();
  }

  /**
   * Refuses a PON of which something is stored.
   *
   * @throws RefusedException {@code PON_IN_USE}
   */
  void requireNothing(OltStore at, int pon) {
    if (counts.isEmpty() && taken.isEmpty()) {
      return;
    }
    RefusedException inUse =
        new RefusedException(ErrorCode.PON_IN_USE)
            .with("OLT", at.olt())
            .with("technology", at.technology())
            .with("PON", pon);
    counts.forEach(inUse::with);
    taken.forEach(
        (pool, ids) -> inUse.with("taken " + pool.type() + " ids", NumberRanges.shorten(ids)));
    throw inUse;
  }

  /** Reads what there is. */
  private record Reader(Snapshot snapshot, OltStore at, OltRecord record, int pon) {

    PonContents read() {
      OltState state =
          new LoadSession(snapshot, at.keys(), at.technology(), at.olt())
              .run(new PonSelection.Pons(Set.of(pon)), Set.of());
      KeyOwnership ownership = KeyOwnership.read(snapshot, at, Optional.of(record));
      Map<String, Long> counts = new TreeMap<>();
      put(counts, "instances", state.pon(pon).entries().size());
      put(counts, "older instances", olderInstances());
      put(counts, "claims", state.claims().on(pon).size());
      List<ResourceKey> resources = resources(ownership);
      put(counts, "maps", count(resources, ResourceKey.OfOnu.class));
      put(counts, "flow infos", count(resources, ResourceKey.FlowInfo.class));
      put(counts, "tp_id lists", tpIds());
      SortedMap<PoolId, IdSet> taken = new TreeMap<>();
      SortedMap<PoolId, KeyValue> pools = new TreeMap<>();
      List<Condition> unchanged = new ArrayList<>(ownership.unchanged());
      for (PoolId id : ownPools(ownership)) {
        IdSet ids = taken(state, id);
        if (!ids.isEmpty()) {
          taken.put(id, ids);
        }
        snapshot
            .get(at.keys().pool(record.layout(), at.technology(), at.olt(), id))
            .ifPresent(kv -> {
              pools.put(id, kv);
              unchanged.add(Condition.unchanged(kv));
            });
      }
      return new PonContents(counts, taken, pools, unchanged);
    }

    private static void put(Map<String, Long> counts, String kind, long count) {
      if (count > 0) {
        counts.put(kind, count);
      }
    }

    private static long count(List<ResourceKey> keys, Class<? extends ResourceKey> kind) {
      return keys.stream().filter(kind::isInstance).count();
    }

    /** The pools that no other PON, and no other technology of the device, uses. */
    private List<PoolId> ownPools(KeyOwnership ownership) {
      return Stream.of(ResourceType.values())
          .filter(type -> !record.sharedPools().containsKey(type))
          .map(type -> new PoolId(type, pon))
          .filter(id ->
              record.layout() == PoolKeyLayout.WITH_TECHNOLOGY
                  || ownership.alsoUsedBy(new ResourceKey.Pool(id)).isEmpty())
          .toList();
    }

    private IdSet taken(OltState state, PoolId id) {
      return switch (state.pool(id)) {
        case Stored.Absent<ResourcePool> absent -> IdSet.of();
        case Stored.Present<ResourcePool> present ->
            IdSet.copyOf(
                present.value().taken().filter(n -> !state.isReserved(id, n)).boxed().toList());
        case Stored.Unreadable<ResourcePool> unreadable ->
            throw unreadable.error(id + " of OLT " + at.olt());
      };
    }

    /** The keys of the PON's ONUs in both layouts. */
    private List<ResourceKey> resources(KeyOwnership ownership) {
      return Stream.of(PoolKeyLayout.values())
          .flatMap(layout ->
              ownership.keys(snapshot, layout, Long.MAX_VALUE).stream()
                  .flatMap(key ->
                      at
                          .keys()
                          .parseResource(layout, at.technology(), at.olt(), key)
                          .filter(resource -> !(resource instanceof ResourceKey.Pool))
                          .filter(
                              resource -> resource.ponNumber().filter(n -> n == pon).isPresent())
                          .stream()))
          .toList();
    }

    private long olderInstances() {
      List<KeyRange> ranges = OltKeys.read(snapshot, at, Optional.of(record)).olderInstances();
      return snapshot.scan(ranges, ScanOptions.KEYS_ONLY).toList().stream()
          .flatMap(kv ->
              at.keys().parseInstance(at.technology(), at.keys().successor(kv.key())).stream())
          .filter(path -> path.uniPort().pon().number() == pon)
          .count();
    }

    /** The openolt adapter's lists of template ids, if the OLT maintains them. */
    private long tpIds() {
      if (!record.adapterState()) {
        return 0;
      }
      OpenOltKeys openOlt = new OpenOltKeys(at.keys(), at.olt());
      return snapshot.scan(List.of(openOlt.tpIds(pon)), ScanOptions.KEYS_ONLY).toList().stream()
          .filter(kv -> openOlt.parseTpId(kv.key()).isPresent())
          .count();
    }
  }
}
