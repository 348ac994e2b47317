package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.ResourceType;

/** Who owns which ids on some PONs. */
final class PoolOwners {
  private PoolOwners() {}

  /** The instances of one template on one ONU may share an Alloc-ID. */
  private record Sharers(OnuId onu, TechProfileId template) {}

  /** Every owned id of a type with its owners; those who share an Alloc-ID count as one. */
  static Map<Integer, List<Holder>> of(OltState state, ResourceType type, Set<Integer> pons) {
    Map<Integer, List<Holder>> owners = new TreeMap<>();
    Map<Integer, Set<Sharers>> sharers = new TreeMap<>();
    for (int pon : pons) {
      state
          .pon(pon)
          .held()
          .forEach(held -> {
            Sharers of = new Sharers(held.path().uniPort().onu(), held.path().template());
            for (int id : PoolDraft.idsOf(held.instance(), type)) {
              boolean first = sharers.computeIfAbsent(id, n -> new HashSet<>()).add(of);
              if (first || type != ResourceType.ALLOC_ID) {
                add(owners, id, new Holder.ByInstance(held.path()));
              }
            }
          });
    }
    for (int pon : pons) {
      state
          .claims()
          .on(pon)
          .forEach((key, claim) -> {
            if (key.type() == type && claim.value() instanceof ClaimState.Held held) {
              held.ids().forEach(id -> add(owners, id, new Holder.ByClaim(key)));
            }
          });
    }
    return owners;
  }

  private static void add(Map<Integer, List<Holder>> owners, int id, Holder holder) {
    owners.computeIfAbsent(id, n -> new ArrayList<>()).add(holder);
  }
}
