package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;

/**
 * Something that the store holds, and that VOLTHA's Go library does not look at.
 *
 * @param kind what it is
 * @param subject where it is
 * @param ids the ids concerned, ascending; none where it is not about ids
 */
public record UnknownToGo(Kind kind, String subject, List<Integer> ids) {

  public UnknownToGo {
    ids = List.copyOf(ids);
  }

  /** What the Go library does not know, and what comes of it. */
  public enum Kind {
    /** The OLT's record. */
    OLT_RECORD("olt-record", "keep it: it has the ranges and shared pools for moving back"),
    /** Ids that an owner was given by name. */
    CLAIMS("claims", "the Go library may release them; then the claims are outdated"),
    /** Ids of ONUs that have services, free in the pool. */
    FREE_ONU_IDS("free-onu-ids", "ONUs with services use them, but they are free in the pool"),
    /** Ids that are in use past the end of the range. */
    IDS_PAST_THE_END("ids-past-the-end", "in use; the Go library may give out more of them"),
    /** Ids that are taken so that nobody gets them. */
    RESERVED_IDS("reserved-ids", "taken in the pool, so that they stay reserved"),
    /** GEM port ids that multicast entries of templates name, free in the pool. */
    MULTICAST_IDS("multicast-ids", "only Ponkeeper keeps them free; the Go library may use them");

    private final String text;
    private final String meaning;

    Kind(String text, String meaning) {
      this.text = text;
      this.meaning = meaning;
    }

    /** The name for scripts. */
    public String text() {
      return text;
    }

    /** What comes of it, for people. */
    public String meaning() {
      return meaning;
    }
  }

  /** All of that, in a fixed order; every PON must be loaded. */
  public static List<UnknownToGo> of(OltState state) {
    List<UnknownToGo> all = new ArrayList<>();
    if (state.registration().record().isPresent()) {
      all.add(new UnknownToGo(Kind.OLT_RECORD, "OLT " + state.olt(), List.of()));
    }
    claims(state).forEach((id, ids) -> add(all, Kind.CLAIMS, id.toString(), ids));
    new TreeMap<>(state.pools())
        .forEach((id, pool) -> {
          if (pool.value() instanceof PoolState.Present present) {
            ofPool(all, state, id, present);
          }
        });
    return List.copyOf(all);
  }

  /** The ids of claims, by pool. */
  private static Map<PoolId, NavigableSet<Integer>> claims(OltState state) {
    Map<PoolId, NavigableSet<Integer>> byPool = new TreeMap<>();
    state
        .claims()
        .all()
        .forEach(claim -> {
          ClaimKey key = claim.getKey();
          if (claim.getValue().value() instanceof ClaimState.Held held
              && state.registration().bind(key.type(), key.pon())
                  instanceof PoolBinding.Bound bound) {
            byPool.computeIfAbsent(bound.id(), id -> new TreeSet<>()).addAll(held.ids());
          }
        });
    return byPool;
  }

  private static void ofPool(
      List<UnknownToGo> all, OltState state, PoolId id, PoolState.Present present) {
    String where = id.toString();
    NavigableSet<Integer> free = new TreeSet<>();
    if (id.type() == ResourceType.ONU_ID) {
      for (int pon : state.registration().ponsOf(id)) {
        if (state.pons().containsKey(pon)) {
          state.pon(pon).slots().forEach(slot -> free.add(slot.path().uniPort().onu().number()));
        }
      }
      free.removeIf(n -> present.pool().isTaken(n) || !present.pool().range().contains(n));
    }
    add(all, Kind.FREE_ONU_IDS, where, free);
    int last = present.pool().range().last();
    add(all, Kind.IDS_PAST_THE_END, where, taken(present, n -> n > last));
    add(all, Kind.RESERVED_IDS, where, taken(present, n -> state.isReserved(id, n)));
    NavigableSet<Integer> multicast = new TreeSet<>();
    if (state.isLoaded(state.registration().ponsOf(id))) {
      state.multicastIdsOn(id).values().forEach(multicast::addAll);
    }
    multicast.removeIf(n -> present.pool().isTaken(n) || !present.pool().range().contains(n));
    add(all, Kind.MULTICAST_IDS, where, multicast);
  }

  private static NavigableSet<Integer> taken(PoolState.Present present, IntPredicate which) {
    NavigableSet<Integer> ids = new TreeSet<>();
    present.pool().taken().filter(which).forEach(ids::add);
    return ids;
  }

  private static void add(
      List<UnknownToGo> all, Kind kind, String subject, Collection<Integer> ids) {
    if (!ids.isEmpty()) {
      all.add(new UnknownToGo(kind, subject, List.copyOf(ids)));
    }
  }
}
