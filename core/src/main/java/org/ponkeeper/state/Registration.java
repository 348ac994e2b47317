package org.ponkeeper.state;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;

/**
 * The PONs of an OLT, and the pool that each of them uses: from its record, or, if only the Go
 * library has worked on the OLT, inferred from that library's data. Immutable.
 */
public final class Registration {

  private final Optional<OltRecord> record;
  private final SortedSet<Integer> pons;
  private final PoolKeyLayout layout;
  private final Map<ResourceType, NavigableMap<Integer, IdRange>> found;
  private final Set<Integer> ponsWithInstances;

  private Registration(
      Optional<OltRecord> record,
      SortedSet<Integer> pons,
      PoolKeyLayout layout,
      Map<ResourceType, NavigableMap<Integer, IdRange>> found,
      Set<Integer> ponsWithInstances) {
    this.record = record;
    this.pons = Collections.unmodifiableSortedSet(pons);
    this.layout = layout;
    this.found = found;
    this.ponsWithInstances = Set.copyOf(ponsWithInstances);
  }

  /** The registration in a record. */
  public static Registration of(OltRecord record) {
    return new Registration(
        Optional.of(record), record.pons(), record.layout(), noPools(), Set.of());
  }

  /**
   * Infers the registration of an OLT without a record.
   *
   * @param pools every pool found of the OLT, readable or not
   * @param ponsWithInstances the PONs with at least one instance
   * @param layout the layout in which the pools were found
   */
  public static Registration inferred(
      Map<PoolId, Stored<ResourcePool>> pools,
      Set<Integer> ponsWithInstances,
      PoolKeyLayout layout) {
    Map<ResourceType, NavigableMap<Integer, IdRange>> found = noPools();
    SortedSet<Integer> pons = new TreeSet<>(ponsWithInstances);
    pools.forEach((id, state) -> {
      if (state instanceof Stored.Present<ResourcePool> present) {
        poolsOf(found, id.type()).put(id.index(), present.value().range());
      } else if (state instanceof Stored.Unreadable<ResourcePool>) {
        // For the inference it matters that the pool exists; its range is unknown.
        poolsOf(found, id.type()).put(id.index(), UNKNOWN_RANGE);
      }
    });
    Registration draft = new Registration(Optional.empty(), pons, layout, found, ponsWithInstances);
    for (ResourceType type : ResourceType.values()) {
      if (!draft.sharedAsFound(type)) {
        pons.addAll(poolsOf(found, type).keySet());
      }
    }
    return new Registration(Optional.empty(), pons, layout, found, ponsWithInstances);
  }

  private static Map<ResourceType, NavigableMap<Integer, IdRange>> noPools() {
    Map<ResourceType, NavigableMap<Integer, IdRange>> pools = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      pools.put(type, new TreeMap<>());
    }
    return pools;
  }

  private static NavigableMap<Integer, IdRange> poolsOf(
      Map<ResourceType, NavigableMap<Integer, IdRange>> found, ResourceType type) {
    return Objects.requireNonNull(found.get(type));
  }

  /** A placeholder for the range of an unreadable pool. */
  private static final IdRange UNKNOWN_RANGE = new IdRange(0, 0);

  /** The record, if there is one. */
  public Optional<OltRecord> record() {
    return record;
  }

  /** The numbers of the known PONs. */
  public SortedSet<Integer> pons() {
    return pons;
  }

  /** The layout of the pools' keys. */
  public PoolKeyLayout layout() {
    return layout;
  }

  /**
   * The layouts in which a pool may be, in the order in which to look: both while keys are moved.
   */
  public List<PoolKeyLayout> layouts() {
    boolean moving = record.filter(r -> r.state() == OltRecord.State.MIGRATING).isPresent();
    return moving ? List.of(layout, layout.other()) : List.of(layout);
  }

  /** Whether the store has no data of the OLT. */
  public boolean isUnknown() {
    return record.isEmpty() && pons.isEmpty() && found.values().stream().allMatch(Map::isEmpty);
  }

  /** Whether new pools are as long as those of the Go library. */
  public boolean fullPools() {
    return record.map(OltRecord::fullPools).orElse(false);
  }

  /** Whether all PONs share one pool of the type. */
  public boolean isShared(ResourceType type) {
    return record.map(r -> r.sharedPools().containsKey(type)).orElseGet(() -> sharedAsFound(type));
  }

  /** The known PONs that use the pool; empty if all share another one. */
  public Set<Integer> ponsOf(PoolId id) {
    return sharedIndex(id.type())
        .map(index -> index == id.index() ? pons : Set.<Integer>of())
        .orElseGet(() -> Set.of(id.index()));
  }

  private Optional<Integer> sharedIndex(ResourceType type) {
    return record.isPresent()
        ? Optional.ofNullable(record.get().sharedPools().get(type))
        : Optional.of(poolsOf(found, type))
            .filter(pools -> sharedAsFound(type))
            .map(NavigableMap::firstKey);
  }

  /** The index of each pool that all PONs share. */
  public Set<Integer> sharedIndexes() {
    return Arrays.stream(ResourceType.values())
        .flatMap(type -> sharedIndex(type).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the id is in a gap between the ranges of the pool's PONs. */
  boolean isGap(PoolId pool, int id) {
    return record.flatMap(r -> rangesOf(r, pool)).filter(ranges -> ranges.isGap(id)).isPresent();
  }

  /** The ranges of a pool's PONs according to a record. */
  public static Optional<IdRanges> rangesOf(OltRecord record, PoolId pool) {
    // PONs that share a pool have one range.
    int pon = record.sharedPools().containsKey(pool.type()) ? ANY_PON : pool.index();
    return record.ranges().of(pool.type(), pon);
  }

  /** A PON number without its own ranges. */
  private static final int ANY_PON = -1;

  /** The pool from which a PON allocates ids of the type. */
  public PoolBinding bind(ResourceType type, int pon) {
    return record.map(r -> bindByRecord(r, type, pon)).orElseGet(() -> bindAsFound(type, pon));
  }

  /** The types for which the pool of a PON is ambiguous, each with the reason. */
  public Map<ResourceType, String> ambiguities() {
    Map<ResourceType, String> reasons = new EnumMap<>(ResourceType.class);
    if (record.isEmpty()) {
      for (ResourceType type :
          new ResourceType[] {ResourceType.ALLOC_ID, ResourceType.GEM_PORT_ID}) {
        for (int pon : pons) {
          if (bindAsFound(type, pon) instanceof PoolBinding.Ambiguous ambiguous) {
            reasons.putIfAbsent(type, ambiguous.reason());
          }
        }
      }
    }
    return reasons;
  }

  private static PoolBinding bindByRecord(OltRecord record, ResourceType type, int pon) {
    Integer shared = record.sharedPools().get(type);
    PoolId pool = new PoolId(type, shared == null ? pon : shared);
    return rangesOf(record, pool)
        .<PoolBinding>map(ranges -> new PoolBinding.Bound(pool, ranges, shared != null))
        .orElseGet(() ->
            new PoolBinding.NoRange(
                "%s registered without a range of %s ids"
                    .formatted(
                        record.ranges().differByPon(type) ? "PON " + pon + " is" : "the OLT was",
                        type)));
  }

  private PoolBinding bindAsFound(ResourceType type, int pon) {
    NavigableMap<Integer, IdRange> pools = poolsOf(found, type);
    if (pools.isEmpty()) {
      return new PoolBinding.NoRange("no pool has a range for its " + type + " ids");
    }
    if (sharedAsFound(type)) {
      return new PoolBinding.Bound(
          new PoolId(type, pools.firstKey()), IdRanges.of(pools.firstEntry().getValue()), true);
    }
    IdRange own = pools.get(pon);
    if (own != null) {
      return new PoolBinding.Bound(new PoolId(type, pon), IdRanges.of(own), false);
    }
    Set<IdRange> ranges = Set.copyOf(pools.values());
    if (ponsWithInstances.contains(pon) || ranges.size() > 1) {
      return new PoolBinding.Ambiguous(
          "PON %s has no %s pool of its own, and there are those of %s"
              .formatted(
                  pon,
                  type,
                  pools.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    return new PoolBinding.Bound(
        new PoolId(type, pon), IdRanges.of(ranges.iterator().next()), false);
  }

  /**
   * Whether the pools found suggest one shared pool: there is exactly one, and a PON with instances
   * has none at its own index.
   */
  private boolean sharedAsFound(ResourceType type) {
    NavigableMap<Integer, IdRange> pools = poolsOf(found, type);
    return pools.size() == 1 && !pools.keySet().containsAll(ponsWithInstances);
  }

  /** A new pool of this OLT, with no ids taken. */
  public ResourcePool newPool(PoolBinding.Bound bound, int pon, IntPredicate reserved) {
    ResourcePool pool = ResourcePool.empty(pon, bound.ranges().whole());
    return fullPools() ? pool.padTo(pool.goLength(), reserved) : pool;
  }
}
