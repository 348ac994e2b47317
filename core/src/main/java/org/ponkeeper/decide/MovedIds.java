package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.PoolBinding;

/**
 * The ids of an ONU that moves. Where both PONs use the same pool, they stay; otherwise the ONU
 * gets the lowest free ids of the other pool. Either way, each pool is written, because the owners
 * of its ids change. For one decision.
 */
final class MovedIds implements OnuData.IdTranslation {

  private final StateView view;
  private final int from;
  private final int to;
  private final Set<IdOwner> owners;
  private final Map<ResourceType, Map<Integer, Integer>> next = new EnumMap<>(ResourceType.class);
  private final List<Change.PutPool> pools = new ArrayList<>();

  /**
   * No ids yet.
   *
   * @param from the number of the PON where the ONU is
   * @param to the number of the PON where it is afterwards
   * @param owners the instances and claims that move
   */
  MovedIds(StateView view, int from, int to, Set<IdOwner> owners) {
    this.view = view;
    this.from = from;
    this.to = to;
    this.owners = Set.copyOf(owners);
  }

  /**
   * Moves ids of a type. Where the pool differs, equal ids get equal new ids: instances that share
   * an Alloc-ID still do.
   *
   * @param ids in the order in which new ones are chosen; may have an id several times
   * @param multicast the multicast GEM port ids of the instances' templates
   * @throws RefusedException {@code POOL_EXHAUSTED}, {@code MULTICAST_GEM_PORT_TAKEN}; others as
   *     {@link PoolDraft#of}
   */
  void move(ResourceType type, Collection<Integer> ids, Set<Integer> multicast) {
    Set<Integer> before = new LinkedHashSet<>(ids);
    if (before.isEmpty()) {
      return;
    }
    if (isSamePool(type)) {
      before.forEach(id -> move(type, id, id));
      pools.add(PoolDraft.of(view, type, from).take(before));
      return;
    }
    view.requireReservedIds();
    PoolDraft target = PoolDraft.of(view, type, to);
    target.requireNotOwned(multicast);
    Set<Integer> excluded = new TreeSet<>(multicast);
    excluded.addAll(target.multicastIds());
    int[] free = target.lowestFree(before.size(), excluded);
    int i = 0;
    for (int id : before) {
      move(type, id, free[i++]);
    }
    PoolDraft source = PoolDraft.of(view, type, from);
    pools.add(target.take(ofType(type).values()));
    pools.add(source.release(freed(source, before)));
  }

  /**
   * Moves the ONU id.
   *
   * @param isFreed whether the old one is free afterwards, unless it has another owner too
   */
  void moveOnuId(int number, int newNumber, boolean isFreed) {
    ResourceType type = ResourceType.ONU_ID;
    move(type, number, newNumber);
    PoolDraft source = PoolDraft.of(view, type, from);
    boolean isGone = isFreed && !(isSamePool(type) && number == newNumber);
    List<Integer> gone = isGone ? freed(source, Set.of(number)) : List.of();
    if (isSamePool(type)) {
      pools.add(source.exchange(gone, Set.of(newNumber)));
    } else {
      pools.add(PoolDraft.of(view, type, to).take(Set.of(newNumber)));
      pools.add(source.release(gone));
    }
  }

  private void move(ResourceType type, int id, int newId) {
    ofType(type).put(id, newId);
  }

  private Map<Integer, Integer> ofType(ResourceType type) {
    return next.computeIfAbsent(type, t -> new LinkedHashMap<>());
  }

  /** The ids that only the ONU had, without those that are reserved. */
  private List<Integer> freed(PoolDraft source, Collection<Integer> ids) {
    return ids.stream()
        .filter(id -> !source.reserved().test(id) && source.otherOwnerOf(id, owners).isEmpty())
        .toList();
  }

  /** Whether both PONs use the same pool of the type. */
  boolean isSamePool(ResourceType type) {
    return from == to || poolOf(type, from).equals(poolOf(type, to));
  }

  private Optional<PoolId> poolOf(ResourceType type, int pon) {
    return view.registration().bind(type, pon) instanceof PoolBinding.Bound bound
        ? Optional.of(bound.id())
        : Optional.empty();
  }

  /** The new id of an id that was moved. */
  int of(ResourceType type, int id) {
    return Optional.ofNullable(ofType(type).get(id)).orElseThrow();
  }

  @Override
  public List<Integer> of(ResourceType type, List<Integer> ids) {
    if (isSamePool(type)) {
      return ids;
    }
    Map<Integer, Integer> moved = ofType(type);
    // An adapter chooses the numbers of its flows freely.
    boolean keepsOthers = type == ResourceType.FLOW_ID;
    return ids.stream()
        .filter(id -> keepsOthers || moved.containsKey(id))
        .map(id -> moved.getOrDefault(id, id))
        .toList();
  }

  /** The pools with the changes of their ids. */
  List<Change.PutPool> pools() {
    return List.copyOf(pools);
  }
}
