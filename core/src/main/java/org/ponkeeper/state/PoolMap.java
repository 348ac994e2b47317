package org.ponkeeper.state;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;

/** The pools of an OLT, by type and index. Immutable; cheap to change, like {@link PonMap}. */
final class PoolMap extends AbstractMap<PoolId, Stored<ResourcePool>> {

  private final Map<ResourceType, PonMap<Stored<ResourcePool>>> byType;

  private PoolMap(Map<ResourceType, PonMap<Stored<ResourcePool>>> byType) {
    this.byType = byType;
  }

  /** A map with the same pools; the map itself if it is already a PoolMap. */
  static PoolMap copyOf(Map<PoolId, Stored<ResourcePool>> map) {
    if (map instanceof PoolMap same) {
      return same;
    }
    PoolMap copy = new PoolMap(Map.of());
    for (Map.Entry<PoolId, Stored<ResourcePool>> entry : map.entrySet()) {
      copy = copy.with(entry.getKey(), entry.getValue());
    }
    return copy;
  }

  /** A copy in which this pool is set. */
  PoolMap with(PoolId id, Stored<ResourcePool> pool) {
    Map<ResourceType, PonMap<Stored<ResourcePool>>> next = new EnumMap<>(ResourceType.class);
    next.putAll(byType);
    next.put(id.type(), of(id.type()).with(id.index(), pool));
    return new PoolMap(next);
  }

  /** The pool, if it is known. */
  Optional<Stored<ResourcePool>> find(PoolId id) {
    return of(id.type()).find(id.index());
  }

  /** The pools of the type in which the id is taken. */
  List<PoolId> taking(ResourceType type, int id) {
    List<PoolId> taking = new ArrayList<>();
    PonMap<Stored<ResourcePool>> pools = of(type);
    for (int index = 0; index <= PonId.LAST; index++) {
      if (pools.find(index).orElse(null) instanceof Stored.Present<ResourcePool> pool
          && pool.value().isTaken(id)) {
        taking.add(new PoolId(type, index));
      }
    }
    return taking;
  }

  private PonMap<Stored<ResourcePool>> of(ResourceType type) {
    return byType.getOrDefault(type, PonMap.empty());
  }

  @Override
  public @Nullable Stored<ResourcePool> get(@Nullable Object key) {
    return key instanceof PoolId id ? find(id).orElse(null) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public Set<Entry<PoolId, Stored<ResourcePool>>> entrySet() {
    Set<Entry<PoolId, Stored<ResourcePool>>> entries = new HashSet<>();
    byType.forEach((type, pools) ->
        pools.forEach((index, pool) -> entries.add(Map.entry(new PoolId(type, index), pool))));
    return Set.copyOf(entries);
  }
}
