package org.ponkeeper.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.GoIncompatibility;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Stored;

/** Finds data of a loaded state that VOLTHA's Go library ignores. Pure. */
public final class GoIncompatibilities {
  private GoIncompatibilities() {}

  /** Returns that data in a fixed order; every PON must be loaded. */
  public static List<GoIncompatibility> of(OltState state) {
    List<GoIncompatibility> all = new ArrayList<>();
    if (state.registration().record().isPresent()) {
      all.add(
          new GoIncompatibility(
              GoIncompatibility.Kind.OLT_RECORD, "OLT " + state.olt(), List.of()));
    }
    claims(state).forEach((id, ids) -> add(all, GoIncompatibility.Kind.CLAIMS, id.toString(), ids));
    new TreeMap<>(state.pools())
        .forEach((id, pool) -> {
          if (pool instanceof Stored.Present<ResourcePool> present) {
            ofPool(all, state, id, present);
          }
        });
    return List.copyOf(all);
  }

  /** The claimed ids, by pool. */
  private static Map<PoolId, NavigableSet<Integer>> claims(OltState state) {
    Map<PoolId, NavigableSet<Integer>> byPool = new TreeMap<>();
    state
        .claims()
        .all()
        .forEach(claim -> {
          ClaimKey key = claim.getKey();
          if (claim.getValue() instanceof Stored.Present<Set<Integer>> present
              && state.registration().bind(key.type(), key.pon())
                  instanceof PoolBinding.Bound bound) {
            byPool.computeIfAbsent(bound.id(), id -> new TreeSet<>()).addAll(present.value());
          }
        });
    return byPool;
  }

  private static void ofPool(
      List<GoIncompatibility> all,
      OltState state,
      PoolId id,
      Stored.Present<ResourcePool> present) {
    String where = id.toString();
    NavigableSet<Integer> free = new TreeSet<>();
    if (id.type() == ResourceType.ONU_ID) {
      for (int pon : state.registration().ponsOf(id)) {
        if (state.pons().containsKey(pon)) {
          state
              .pon(pon)
              .entries()
              .forEach(entry -> free.add(entry.path().uniPort().onu().number()));
        }
      }
      free.removeIf(n -> present.value().isTaken(n) || !present.value().range().contains(n));
    }
    add(all, GoIncompatibility.Kind.FREE_ONU_IDS, where, free);
    int last = present.value().range().last();
    add(all, GoIncompatibility.Kind.IDS_PAST_THE_END, where, taken(present, n -> n > last));
    add(
        all,
        GoIncompatibility.Kind.RESERVED_IDS,
        where,
        taken(present, n -> state.isReserved(id, n)));
    NavigableSet<Integer> multicast = new TreeSet<>();
    if (state.isLoaded(state.registration().ponsOf(id))) {
      state.multicastIdsOn(id).values().forEach(multicast::addAll);
    }
    multicast.removeIf(n -> present.value().isTaken(n) || !present.value().range().contains(n));
    add(all, GoIncompatibility.Kind.MULTICAST_IDS, where, multicast);
  }

  private static NavigableSet<Integer> taken(
      Stored.Present<ResourcePool> present, IntPredicate which) {
    NavigableSet<Integer> ids = new TreeSet<>();
    present.value().taken().filter(which).forEach(ids::add);
    return ids;
  }

  private static void add(
      List<GoIncompatibility> all,
      GoIncompatibility.Kind kind,
      String subject,
      Collection<Integer> ids) {
    if (!ids.isEmpty()) {
      all.add(new GoIncompatibility(kind, subject, List.copyOf(ids)));
    }
  }
}
