package org.ponkeeper.plan;

import java.util.AbstractMap;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;

/** The pools of an OLT, by type and index. Immutable, and cheap to change as {@link PonMap} is. */
final class PoolMap extends AbstractMap<PoolId, Stamped<PoolState>> {

  private final Map<ResourceType, PonMap<Stamped<PoolState>>> byType;

  private PoolMap(Map<ResourceType, PonMap<Stamped<PoolState>>> byType) {
    this.byType = byType;
  }

  /** The same pools; the map itself if it is one of these. */
  static PoolMap copyOf(Map<PoolId, Stamped<PoolState>> map) {
    if (map instanceof PoolMap same) {
      return same;
    }
    PoolMap copy = new PoolMap(Map.of());
    for (Map.Entry<PoolId, Stamped<PoolState>> entry : map.entrySet()) {
      copy = copy.with(entry.getKey(), entry.getValue());
    }
    return copy;
  }

  /** The same with this pool, in place of what is there. */
  PoolMap with(PoolId id, Stamped<PoolState> pool) {
    Map<ResourceType, PonMap<Stamped<PoolState>>> next = new EnumMap<>(ResourceType.class);
    next.putAll(byType);
    next.put(id.type(), of(id.type()).with(id.index(), pool));
    return new PoolMap(next);
  }

  /** The pool, if it is known. */
  Optional<Stamped<PoolState>> find(PoolId id) {
    return of(id.type()).find(id.index());
  }

  private PonMap<Stamped<PoolState>> of(ResourceType type) {
    return byType.getOrDefault(type, PonMap.empty());
  }

  @Override
  public @Nullable Stamped<PoolState> get(@Nullable Object key) {
    return key instanceof PoolId id ? find(id).orElse(null) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public Set<Entry<PoolId, Stamped<PoolState>>> entrySet() {
    Set<Entry<PoolId, Stamped<PoolState>>> entries = new HashSet<>();
    byType.forEach((type, pools) ->
        pools.forEach((index, pool) -> entries.add(Map.entry(new PoolId(type, index), pool))));
    return Set.copyOf(entries);
  }
}
