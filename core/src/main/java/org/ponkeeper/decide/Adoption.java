package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.Stored;

/**
 * The first record of an OLT: the requested values, and for missing ones those of the Go library's
 * data in the store. Existing data is not changed, so requested values that contradict it are
 * reported as differences.
 */
final class Adoption {

  private final OltState state;
  private final OltRegistration wanted;
  private final boolean resize;
  private final List<PoolSummary> pools;
  private final List<String> differences = new ArrayList<>();
  private final MissingRanges missing = new MissingRanges();

  private Adoption(OltState state, OltRegistration wanted, boolean resize) {
    this.state = state;
    this.wanted = wanted;
    this.resize = resize;
    this.pools = pools(state);
  }

  private record PoolSummary(PoolId id, Optional<IdRanges> range) {
    ResourceType type() {
      return id.type();
    }

    int index() {
      return id.index();
    }
  }

  /**
   * The record, in which every PON has the ranges of the pools that it uses.
   *
   * @param resize whether ranges may differ from those found; the record then has those found
   * @throws InvalidRequestException {@code RANGES_MISSING}, {@code RANGE_INVALID} or {@code
   *     ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.RefusedException {@code RANGE_DIFFERS}
   */
  static OltRecord record(OltState state, OltRegistration wanted, boolean resize) {
    return new Adoption(state, wanted, resize).record();
  }

  private OltRecord record() {
    Map<ResourceType, Integer> shared = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      sharedIndex(type).ifPresent(index -> shared.put(type, index));
    }
    SortedSet<Integer> pons = pons(shared);
    OltRanges ranges = OltRanges.NONE;
    for (ResourceType type : ResourceType.values()) {
      ranges = ranges.overlaidBy(ranges(type, Optional.ofNullable(shared.get(type)), pons));
    }
    if (!missing.isEmpty()) {
      throw missing.refusal(state);
    }
    checkLegal(pons);
    requireAmong(pons, wanted.ranges());
    if (!differences.isEmpty()) {
      throw resize
          ? Difference.ofResize(state, differences)
          : Difference.refusal(state, differences);
    }
    return new OltRecord(
        pons,
        ranges.on(pons),
        shared,
        state.registration().layout(),
        wanted.fullPools(),
        OltRecord.State.LIVE,
        OltRanges.NONE,
        wanted.adapterState().orElseGet(() -> state.adapterState().isFoundOn(pons)));
  }

  private SortedSet<Integer> pons(Map<ResourceType, Integer> shared) {
    SortedSet<Integer> inUse = new TreeSet<>();
    state
        .pons()
        .forEach((number, pon) -> {
          if (!pon.entries().isEmpty()) {
            inUse.add(number);
          }
        });
    for (PoolSummary pool : pools) {
      if (!shared.containsKey(pool.type())) {
        inUse.add(pool.index());
      }
    }
    SortedSet<Integer> pons = wanted.pons().orElse(inUse);
    if (pons.isEmpty()) {
      missing.pons();
      return pons;
    }
    SortedSet<Integer> needed = new TreeSet<>(inUse);
    if (state.registration().layout() == PoolKeyLayout.WITHOUT_TECHNOLOGY) {
      // The pools of a PON without instances may belong to another technology of the device.
      needed.retainAll(state.pons().keySet());
      needed.removeIf(
          pon -> state.pon(pon).entries().isEmpty() && state.claims().on(pon).isEmpty());
    }
    if (!pons.containsAll(needed)) {
      differences.add(
          Difference.between("pons", NumberRanges.print(needed), NumberRanges.print(pons)));
    }
    return pons;
  }

  /** Rejects numbers that are not valid for a PON. */
  static void checkLegal(SortedSet<Integer> pons) {
    if (pons.first() < 0 || pons.last() > PonId.LAST) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("PONs", NumberRanges.print(pons))
          .with("legal", "0-" + PonId.LAST);
    }
  }

  private Optional<Integer> sharedIndex(ResourceType type) {
    Integer asked = wanted.sharedPools().get(type);
    List<PoolSummary> ofType = pools.stream().filter(p -> p.type() == type).toList();
    boolean sharedAsFound = state.registration().isShared(type);
    if (asked == null) {
      return sharedAsFound && ofType.getFirst().index() != 0
          ? Optional.of(ofType.getFirst().index())
          : Optional.empty();
    }
    if (asked < 1 || asked > PonId.LAST) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("shared " + type + " pool", asked)
          .with("legal", "1-" + PonId.LAST);
    }
    for (PoolSummary pool : ofType) {
      if (pool.index() != asked) {
        differences.add(Difference.between("shared " + type + " pool", pool.index(), asked));
      }
    }
    return Optional.of(asked);
  }

  /**
   * The ranges of a type: for each PON that of its pool, or the requested one if it has no pool.
   */
  private OltRanges ranges(ResourceType type, Optional<Integer> shared, SortedSet<Integer> pons) {
    SortedMap<String, IdRanges> found = found(type);
    IdRanges ofAll = wanted.ranges().ofAll().get(type);
    OltRanges ranges = ofAll == null ? OltRanges.NONE : OltRanges.NONE.with(type, ofAll);
    SortedSet<Integer> unknown = new TreeSet<>();
    SortedSet<Integer> unreadable = new TreeSet<>();
    for (int pon : pons) {
      Stored<ResourcePool> pool = state.pool(new PoolId(type, shared.orElse(pon)));
      Optional<IdRanges> of = ranges(type, pon, pool, found);
      if (of.isPresent()) {
        ranges = ranges.with(Set.of(pon), type, of.get());
      } else if (type != ResourceType.FLOW_ID) {
        // Flow ids need a range only for direct allocation.
        (pool.isUnreadable() ? unreadable : unknown).add(pon);
      }
    }
    boolean notAsked = ofAll == null && !wanted.ranges().differByPon(type);
    if (pons.isEmpty() && notAsked && found.isEmpty() && type != ResourceType.FLOW_ID) {
      missing.ranges(type);
    }
    missing.ranges(type, unknown, pons, byRange(type));
    missing.unreadable(type, unreadable);
    if (!resize) {
      OltRanges there = ranges;
      differences.addAll(
          Difference.ofRanges(type, pons, pon -> there.of(type, pon), wanted.ranges()));
    }
    return ranges;
  }

  /** The different ranges of the readable pools of a type. */
  private SortedMap<String, IdRanges> found(ResourceType type) {
    SortedMap<String, IdRanges> found = new TreeMap<>();
    byRange(type).keySet().forEach(range -> found.put(range.toString(), range));
    return found;
  }

  /** The same with the indexes of these pools. */
  private Map<IdRanges, SortedSet<Integer>> byRange(ResourceType type) {
    Map<IdRanges, SortedSet<Integer>> pools = new LinkedHashMap<>();
    this.pools.stream()
        .filter(pool -> pool.type() == type)
        .forEach(pool ->
            pool.range()
                .ifPresent(
                    range -> pools.computeIfAbsent(range, n -> new TreeSet<>()).add(pool.index())));
    return pools;
  }

  /** The ranges of a PON that uses this pool, if they can be determined. */
  private Optional<IdRanges> ranges(
      ResourceType type, int pon, Stored<ResourcePool> pool, SortedMap<String, IdRanges> found) {
    if (pool instanceof Stored.Present<ResourcePool> present) {
      return Optional.of(IdRanges.of(present.value().range()));
    }
    Optional<IdRanges> asked = wanted.ranges().of(type, pon);
    // Existing pools of the OLT may have ranges that are no longer accepted.
    asked
        .filter(ranges -> !found.containsValue(ranges))
        .ifPresent(ranges -> checkLegal(state, type, ranges));
    boolean oneForAll = pool.isAbsent() && found.size() == 1;
    return asked.isEmpty() && oneForAll ? Optional.of(found.firstEntry().getValue()) : asked;
  }

  /** Rejects requested ranges of PONs that the OLT does not have. */
  static void requireAmong(SortedSet<Integer> pons, OltRanges asked) {
    SortedSet<Integer> others = new TreeSet<>(asked.byPon().keySet());
    others.removeAll(pons);
    if (!others.isEmpty()) {
      throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
          .with("ranges of", NumberRanges.pons(others))
          .with("reason", "the OLT will have " + NumberRanges.pons(pons))
          .remedy("give ranges of PONs that the OLT has, or name all of its PONs");
    }
  }

  /** Rejects ranges of which one starts outside the legal ids of the OLT's technology. */
  static void checkLegal(OltState state, ResourceType type, IdRanges ranges) {
    ranges
        .parts()
        .forEach(range -> {
          if (!type.legalSpace(state.technology()).contains(range.first())) {
            throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
                .with("range", type + " ids " + range)
                .with(
                    "reason",
                    "its first id is outside the legal range "
                        + type.legalSpace(state.technology())
                        + " of "
                        + state.technology());
          }
        });
  }

  private static List<PoolSummary> pools(OltState state) {
    List<PoolSummary> pools = new ArrayList<>();
    new TreeMap<>(state.pools())
        .forEach((id, pool) -> {
          switch (pool) {
            case Stored.Present<ResourcePool> present ->
                pools.add(new PoolSummary(id, Optional.of(IdRanges.of(present.value().range()))));
            case Stored.Unreadable<ResourcePool> unreadable ->
                pools.add(new PoolSummary(id, Optional.empty()));
            case Stored.Absent<ResourcePool> absent -> {}
          }
        });
    return pools;
  }
}
