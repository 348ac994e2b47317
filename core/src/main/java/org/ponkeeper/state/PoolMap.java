package org.ponkeeper.state;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;

/** The pools of an OLT, by type and index. Immutable; cheap to change, like {@link PonMap}. */
final class PoolMap extends AbstractMap<PoolId, Stored<ResourcePool>> {

  private final Map<ResourceType, OfType> byType;

  private PoolMap(Map<ResourceType, OfType> byType) {
    this.byType = byType;
  }

  /** The pools of a type, by index. */
  private static final class OfType {
    private static final OfType NONE = new OfType(PonMap.empty());

    private final PonMap<Stored<ResourcePool>> pools;

    /** The ids that any pool has taken. Made by the first search, and never changed. */
    private volatile @Nullable BitSet taken;

    OfType(PonMap<Stored<ResourcePool>> pools) {
      this.pools = pools;
    }

    BitSet taken() {
      BitSet known = taken;
      if (known == null) {
        known = new BitSet();
        for (Stored<ResourcePool> pool : pools.values()) {
          if (pool instanceof Stored.Present<ResourcePool> present) {
            addTaken(present.value(), known);
          }
        }
        taken = known;
      }
      return known;
    }

    private static void addTaken(ResourcePool pool, BitSet ids) {
      BitSet bits = BitSet.valueOf(pool.bits());
      int first = pool.range().first();
      int end;
      for (int bit = bits.nextSetBit(0); bit >= 0; bit = bits.nextSetBit(end)) {
        end = bits.nextClearBit(bit);
        ids.set(first + bit, first + end);
      }
    }
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
    Map<ResourceType, OfType> next = new EnumMap<>(ResourceType.class);
    next.putAll(byType);
    next.put(id.type(), new OfType(of(id.type()).pools.with(id.index(), pool)));
    return new PoolMap(next);
  }

  /** The pool, if it is known. */
  Optional<Stored<ResourcePool>> find(PoolId id) {
    return of(id.type()).pools.find(id.index());
  }

  /** The pools of the type in which the id is taken. */
  List<PoolId> taking(ResourceType type, int id) {
    OfType of = of(type);
    if (!of.taken().get(id)) {
      return List.of();
    }
    List<PoolId> taking = new ArrayList<>();
    of.pools.forEach((index, pool) -> {
      if (pool instanceof Stored.Present<ResourcePool> present && present.value().isTaken(id)) {
        taking.add(new PoolId(type, index));
      }
    });
    return taking;
  }

  private OfType of(ResourceType type) {
    return byType.getOrDefault(type, OfType.NONE);
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
    byType.forEach((type, of) ->
        of.pools.forEach((index, pool) -> entries.add(Map.entry(new PoolId(type, index), pool))));
    return Set.copyOf(entries);
  }
}
