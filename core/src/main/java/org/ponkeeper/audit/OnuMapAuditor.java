package org.ponkeeper.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.FindingList;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.PoolOwners;
import org.ponkeeper.state.Stored;

/**
 * Compares the per-ONU maps of a loaded OLT with its pools and instances. Pure.
 *
 * <p>A map records ids for the adapter; it does not own or allocate them. It is wrong if it lists
 * an id that another ONU owns, or that has no owner.
 */
public final class OnuMapAuditor {

  private final OltState state;
  private final FindingList findings = new FindingList(FindingList.MOST_OF_OLT);

  /** The owners of the ids of the last pool of each type; maps are compared PON by PON. */
  private final Map<ResourceType, Owners> owners = new EnumMap<>(ResourceType.class);

  private record Owners(PoolId pool, SortedMap<Integer, List<IdOwner>> byId) {}

  private OnuMapAuditor(OltState state) {
    this.state = state;
  }

  /** Returns all findings about the maps, in the order of the maps; every PON must be loaded. */
  public static List<Finding> audit(OltState state, SortedMap<OnuMapId, OnuMapState> maps) {
    if (!state.registration().record().map(OltRecord::isLive).orElse(true)) {
      // Data of an unfinished operation may be inconsistent.
      return List.of();
    }
    OnuMapAuditor auditor = new OnuMapAuditor(state);
    for (Map.Entry<OnuMapId, OnuMapState> map : maps.entrySet()) {
      switch (map.getValue()) {
        case OnuMapState.Unreadable unreadable ->
            auditor.add(
                FindingKind.UNREADABLE_ONU_MAP, map.getKey(), IdSet.of(), unreadable.reason());
        case OnuMapState.Ids ids -> auditor.compare(map.getKey(), ids.ids());
      }
    }
    return auditor.findings.toList();
  }

  private void compare(OnuMapId map, List<Integer> ids) {
    int pon = map.of().onu().pon().number();
    if (!state.registration().pons().contains(pon)
        && state.registration().layout() == PoolKeyLayout.WITHOUT_TECHNOLOGY) {
      // The key may belong to another technology of the device.
      return;
    }
    if (state.registration().bind(map.type().ids(), pon) instanceof PoolBinding.Bound bound) {
      compare(map, new TreeSet<>(ids), bound.id());
    }
  }

  private void compare(OnuMapId map, Set<Integer> ids, PoolId pool) {
    SortedMap<Integer, List<IdOwner>> byId = ownersOn(pool);
    Set<Integer> free = new TreeSet<>();
    for (int id : ids) {
      List<IdOwner> of = byId.getOrDefault(id, List.of());
      List<OnuId> onus = onusOf(of);
      if (!onus.isEmpty() && !onus.contains(map.of().onu())) {
        add(FindingKind.MAPPED_TO_WRONG_ONU, map, IdSet.of(id), id, onus.getFirst());
      } else if (of.isEmpty() && isFree(map.type(), pool, id)) {
        free.add(id);
      }
    }
    if (!free.isEmpty()) {
      add(FindingKind.MAPPED_NOT_TAKEN, map, IdSet.copyOf(free));
    }
  }

  private void add(FindingKind kind, OnuMapId map, IdSet ids, Object... details) {
    findings.add(Finding.ofOnuMap(kind, map, ids, details));
  }

  private SortedMap<Integer, List<IdOwner>> ownersOn(PoolId pool) {
    Owners last = owners.get(pool.type());
    if (last == null || !last.pool().equals(pool)) {
      last =
          new Owners(
              pool, isLoaded(pool) ? PoolOwners.of(state, pool) : Collections.emptySortedMap());
      owners.put(pool.type(), last);
    }
    return last.byId();
  }

  /** The ONUs that have an instance with the id. */
  private static List<OnuId> onusOf(List<IdOwner> owners) {
    return owners.stream()
        .filter(IdOwner.ByInstance.class::isInstance)
        .map(owner -> ((IdOwner.ByInstance) owner).path().uniPort().onu())
        .toList();
  }

  /** Whether an id without an owner is free. */
  private boolean isFree(OnuMapType type, PoolId pool, int id) {
    if (type == OnuMapType.FLOW_IDS && !isInRange(pool, id)) {
      // Adapters that number their flows themselves leave a flow-id pool that is not maintained.
      return false;
    }
    return switch (state.pool(pool)) {
      case Stored.Unreadable<ResourcePool> unreadable -> !isLoaded(pool);
      case Stored.Present<ResourcePool> present ->
          !isLoaded(pool) || !isKept(pool, present.value(), id);
      case Stored.Absent<ResourcePool> absent -> !isLoaded(pool) || !isKept(pool, id);
    };
  }

  private boolean isKept(PoolId pool, ResourcePool there, int id) {
    return there.isTaken(id) || isKept(pool, id);
  }

  /** Whether the id is never allocated although it is not taken. */
  private boolean isKept(PoolId pool, int id) {
    return state.isReserved(pool, id) || isMulticast(pool, id);
  }

  private boolean isInRange(PoolId pool, int id) {
    return state.pool(pool) instanceof Stored.Present<ResourcePool> present
        && present.value().range().contains(id);
  }

  /**
   * Whether it is a template's multicast GEM port id, which has no owner and is never allocated.
   */
  private boolean isMulticast(PoolId pool, int id) {
    return state.multicastIdsOn(pool).values().stream().anyMatch(ids -> ids.contains(id));
  }

  /**
   * Whether the pool's PONs are loaded. A PON that the OLT does not have is not, and its pools have
   * no owners.
   */
  private boolean isLoaded(PoolId pool) {
    return state.isLoaded(state.registration().ponsOf(pool));
  }
}
