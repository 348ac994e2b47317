package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;

/**
 * Compares the per-ONU maps of a loaded OLT with its pools and instances. Pure.
 *
 * <p>A map is the adapter's note, not an owner: nothing is allocated by it. It is wrong where it
 * gives an ONU an id that the store gives to another, or to nobody.
 */
public final class OnuMapAuditor {

  private final OltState state;
  private final List<Finding> findings = new ArrayList<>();

  private OnuMapAuditor(OltState state) {
    this.state = state;
  }

  /** Everything that is wrong or odd with the maps, in their order; every PON must be loaded. */
  public static List<Finding> audit(OltState state, SortedMap<OnuMapId, OnuMapState> maps) {
    OltRecord.Life life =
        state.registration().record().map(OltRecord::life).orElse(OltRecord.Life.LIVE);
    if (life != OltRecord.Life.LIVE) {
      // What is left of it, or of its keys, need not fit together.
      return List.of();
    }
    OnuMapAuditor auditor = new OnuMapAuditor(state);
    for (Map.Entry<OnuMapId, OnuMapState> map : maps.entrySet()) {
      switch (map.getValue()) {
        case OnuMapState.Unreadable unreadable ->
            auditor.findings.add(new Finding.UnreadableOnuMap(map.getKey(), unreadable.reason()));
        case OnuMapState.Ids ids -> auditor.compare(map.getKey(), ids.ids());
      }
    }
    return List.copyOf(auditor.findings);
  }

  private void compare(OnuMapId map, List<Integer> ids) {
    int pon = map.of().onu().pon().number();
    if (!state.registration().pons().contains(pon)
        && state.registration().layout() == PoolKeyLayout.WITHOUT_TECHNOLOGY) {
      // The key does not tell whether it is of another technology of the device.
      return;
    }
    if (state.registration().bind(map.type().ids(), pon) instanceof PoolBinding.Bound bound) {
      compare(map, new TreeSet<>(ids), bound.id());
    }
  }

  private void compare(OnuMapId map, Set<Integer> ids, PoolId pool) {
    List<Integer> free = new ArrayList<>();
    for (int id : ids) {
      List<OnuId> onus = onusOf(pool, id);
      if (!onus.isEmpty() && !onus.contains(map.of().onu())) {
        findings.add(new Finding.MappedToWrongOnu(map, id, onus.getFirst()));
      } else if (onus.isEmpty() && isFree(map.type(), pool, id)) {
        free.add(id);
      }
    }
    if (!free.isEmpty()) {
      findings.add(new Finding.MappedNotTaken(map, free));
    }
  }

  /** The ONUs that have an instance with the id. */
  private List<OnuId> onusOf(PoolId pool, int id) {
    return isLoaded(pool)
        ? state.ownersOf(pool, id).stream()
            .filter(Holder.ByInstance.class::isInstance)
            .map(owner -> ((Holder.ByInstance) owner).path().uniPort().onu())
            .toList()
        : List.of();
  }

  private boolean isFree(OnuMapType type, PoolId pool, int id) {
    if (type == OnuMapType.FLOW_IDS && !isInRange(pool, id)) {
      // Adapters that number their flows themselves leave a pool of flow ids that is none.
      return false;
    }
    return !isLoaded(pool)
        || (!(state.pool(pool) instanceof PoolState.Unreadable)
            && state.holderOf(pool, id).isEmpty()
            && !isMulticast(pool, id));
  }

  private boolean isInRange(PoolId pool, int id) {
    return state.pool(pool) instanceof PoolState.Present present
        && present.pool().range().contains(id);
  }

  /** A template's multicast GEM port id is nobody's, and is not handed out. */
  private boolean isMulticast(PoolId pool, int id) {
    return state.multicastIdsOn(pool).values().stream().anyMatch(ids -> ids.contains(id));
  }

  /** A pool of a PON that the OLT does not have has no owners. */
  private boolean isLoaded(PoolId pool) {
    return state.isLoaded(state.registration().ponsOf(pool));
  }
}
