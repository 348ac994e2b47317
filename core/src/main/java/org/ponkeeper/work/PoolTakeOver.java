package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.audit.Auditor;
import org.ponkeeper.decide.RepairPool;
import org.ponkeeper.decide.TakeOverIds;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ResourceKey;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.PoolRepair;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Snapshot;

/**
 * If there are pools in both layouts of pool keys: marks ids in the pools in use that would
 * otherwise be lost. ONU ids and flow ids that are taken in the other pools are marked as taken;
 * Alloc-IDs and GEM port ids only if an instance or a claim owns them, regardless of the pools.
 */
public final class PoolTakeOver {

  private final OltStore at;
  private final OltCall call;

  public PoolTakeOver(OltStore at, OltCall call) {
    this.at = at;
    this.call = call;
  }

  /**
   * Pools in the layout that is not in use.
   *
   * @param layout their layout
   * @param pools the number of pools
   * @param taken the number of taken ids in them
   * @param unowned by pool, ids taken in them and free in the pools in use, of types without other
   *     information about owners
   */
  private record Found(PoolKeyLayout layout, int pools, long taken, Map<PoolId, IdSet> unowned) {}

  /**
   * Takes over ids that would be lost.
   *
   * @param state the state of the OLT, with every PON loaded
   * @return what was found and done, in sentences; empty if there are no such pools
   */
  public List<String> run(OltState state) {
    Found found = read(state);
    if (found.pools() == 0) {
      return List.of();
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "there are pools in both key layouts: those %s are in use; %s pools %s, with %s ids taken,"
                .formatted(
                    found.layout().other().text(),
                    found.pools(),
                    found.layout().text(),
                    found.taken())
            + " are left behind");
    takeUnowned(found.unowned(), state);
    note(
        notes,
        "ids that were taken only in the pools left behind are now taken: ",
        found.unowned());
    note(
        notes,
        "ids that have owners but were not taken in any pool in use are now taken: ",
        takeOwned(state));
    return notes;
  }

  private static void note(List<String> notes, String what, Map<PoolId, IdSet> ids) {
    if (!ids.isEmpty()) {
      StringJoiner named = new StringJoiner("; ", what, "");
      ids.forEach((pool, of) -> named.add(pool + ": " + NumberRanges.shorten(of)));
      notes.add(named.toString());
    }
  }

  private void takeUnowned(Map<PoolId, IdSet> unowned, OltState state) {
    List<PoolId> pools = List.copyOf(unowned.keySet());
    for (int from = 0; from < pools.size(); from += TakeOverIds.MAX_POOLS) {
      Map<PoolId, IdSet> some = new TreeMap<>();
      Set<Integer> pons = new TreeSet<>();
      for (PoolId pool :
          pools.subList(from, Math.min(pools.size(), from + TakeOverIds.MAX_POOLS))) {
        some.put(pool, unowned.getOrDefault(pool, IdSet.of()));
        pons.addAll(state.registration().ponsOf(pool));
      }
      call.submit(new TakeOverIds(some, pons));
    }
  }

  private Map<PoolId, IdSet> takeOwned(OltState state) {
    Map<PoolId, IdSet> taken = new TreeMap<>();
    for (Finding finding : Auditor.audit(state)) {
      if (finding.kind() == FindingKind.OWNED_NOT_TAKEN) {
        PoolId pool = finding.pool().orElseThrow();
        PoolRepair answer =
            call.submit(new RepairPool(pool, state.registration().ponsOf(pool), IdSet.of(), 0));
        if (!answer.taken().isEmpty()) {
          taken.put(pool, answer.taken());
        }
      }
    }
    return taken;
  }

  private Found read(OltState state) {
    PoolKeyLayout inUse = state.registration().layout();
    Set<Integer> pons = state.registration().pons();
    return call.work()
        .read(snapshot -> {
          Map<PoolId, ResourcePool> left = pools(snapshot, inUse.other());
          if (left.isEmpty()) {
            return new Found(inUse.other(), 0, 0, Map.of());
          }
          Map<PoolId, ResourcePool> used = pools(snapshot, inUse);
          Map<PoolId, IdSet> unowned = new TreeMap<>();
          long taken = 0;
          for (Map.Entry<PoolId, ResourcePool> pool : left.entrySet()) {
            PoolId id = pool.getKey();
            taken += pool.getValue().takenCount();
            boolean isOurs = state.registration().ponsOf(id).stream().anyMatch(pons::contains);
            if (isOurs && (id.type() == ResourceType.ONU_ID || id.type() == ResourceType.FLOW_ID)) {
              IdSet missing = missing(pool.getValue(), Optional.ofNullable(used.get(id)));
              if (!missing.isEmpty()) {
                unowned.put(id, missing);
              }
            }
          }
          return new Found(inUse.other(), left.size(), taken, unowned);
        });
  }

  /** Ids that are taken in an unused pool, and could be but are not taken in the pool in use. */
  private static IdSet missing(ResourcePool left, Optional<ResourcePool> used) {
    return left.takenIds()
        .filter(id -> used.map(pool -> !pool.isTaken(id) && pool.canTake(id)).orElse(true));
  }

  /** The readable pools of the OLT in a layout. */
  private Map<PoolId, ResourcePool> pools(Snapshot snapshot, PoolKeyLayout layout) {
    Map<PoolId, ResourcePool> pools = new TreeMap<>();
    KeyOwnership ownership = KeyOwnership.read(snapshot, at, at.record(snapshot).record());
    for (Key key : ownership.keys(snapshot, layout, Long.MAX_VALUE)) {
      ResourceKey resource =
          at.keys().parseResource(layout, at.technology(), at.olt(), key).orElseThrow();
      if (resource instanceof ResourceKey.Pool pool) {
        snapshot
            .get(key)
            .map(kv -> PoolCodec.decode(kv.value()))
            .ifPresent(reading -> {
              if (reading instanceof Reading.Read<ResourcePool> read) {
                pools.put(pool.id(), read.value());
              }
            });
      }
    }
    return pools;
  }
}
