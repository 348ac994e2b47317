package org.ponkeeper.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;

/** Computes the owners of ids on some PONs. */
public final class PoolOwners {
  private PoolOwners() {}

  /** The instances of one template on one ONU may share an Alloc-ID. */
  private record Sharers(OnuId onu, TechProfileId template) {}

  /**
   * Every owned id of a type with its owners, instances first; instances that share an Alloc-ID
   * count as one owner.
   */
  public static SortedMap<Integer, List<IdOwner>> of(
      OltState state, ResourceType type, Set<Integer> pons) {
    SortedMap<Integer, List<IdOwner>> owners = new TreeMap<>();
    Map<Integer, Set<Sharers>> sharers = new HashMap<>();
    for (int pon : pons) {
      state
          .pon(pon)
          .readable()
          .forEach(present -> {
            IdOwner holder = new IdOwner.ByInstance(present.path());
            Sharers of = new Sharers(present.path().uniPort().onu(), present.path().template());
            for (int id : InstanceIds.of(present.instance(), type)) {
              boolean counts =
                  type != ResourceType.ALLOC_ID
                      || sharers.computeIfAbsent(id, n -> new HashSet<>()).add(of);
              if (counts) {
                add(owners, id, holder);
              }
            }
          });
    }
    for (int pon : pons) {
      state
          .claims()
          .on(pon)
          .forEach((key, claim) -> {
            if (key.type() == type && claim instanceof Stored.Present<Set<Integer>> present) {
              IdOwner holder = new IdOwner.ByClaim(key);
              present.value().forEach(id -> add(owners, id, holder));
            }
          });
    }
    return owners;
  }

  /** The same for a pool, including the owners of other technologies that use it. */
  public static SortedMap<Integer, List<IdOwner>> of(OltState state, PoolId pool) {
    SortedMap<Integer, List<IdOwner>> owners =
        of(state, pool.type(), state.registration().ponsOf(pool));
    state
        .neighbours()
        .ownersOn(pool)
        .forEach((id, of) -> of.forEach(holder -> add(owners, id, holder)));
    return owners;
  }

  private static void add(Map<Integer, List<IdOwner>> owners, int id, IdOwner holder) {
    // Nearly every id has one owner.
    owners.computeIfAbsent(id, n -> new ArrayList<>(1)).add(holder);
  }
}
