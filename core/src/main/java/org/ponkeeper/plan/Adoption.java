package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;

/**
 * The first record of an OLT: what is asked for, and for the rest what the Go library left in the
 * store. What is there is not changed by it, so values that contradict that are differences.
 */
final class Adoption {

  private final OltState state;
  private final OltRegistration wanted;
  private final boolean resize;
  private final List<PoolSummary> pools;
  private final List<String> differences = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  private Adoption(OltState state, OltRegistration wanted, boolean resize) {
    this.state = state;
    this.wanted = wanted;
    this.resize = resize;
    this.pools = pools(state);
  }

  private record PoolSummary(ResourceType type, int index, Optional<IdRanges> range) {}

  /**
   * The record.
   *
   * @param resize whether other ranges than those found are no difference; the record has those
   *     found then, as long as there is one for all pools of a type
   * @throws InvalidRequestException {@code RANGES_MISSING}, {@code RANGE_INVALID} or {@code
   *     ID_OUT_OF_LEGAL_SPACE}
   * @throws org.ponkeeper.error.RefusedException {@code RANGE_DIFFERS}
   */
  static OltRecord record(OltState state, OltRegistration wanted, boolean resize) {
    return new Adoption(state, wanted, resize).record();
  }

  private OltRecord record() {
    Map<ResourceType, Integer> shared = new EnumMap<>(ResourceType.class);
    Map<ResourceType, IdRanges> ranges = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      sharedIndex(type).ifPresent(index -> shared.put(type, index));
      ranges(type).ifPresent(of -> ranges.put(type, of));
    }
    SortedSet<Integer> pons = pons(shared);
    if (!missing.isEmpty()) {
      throw new InvalidRequestException(ErrorCode.RANGES_MISSING)
          .with("OLT", state.olt())
          .with("missing", String.join(", ", missing));
    }
    checkLegal(pons);
    if (!differences.isEmpty()) {
      throw resize
          ? Difference.ofResize(state, differences)
          : Difference.refusal(state, differences);
    }
    return new OltRecord(
        pons,
        ranges,
        shared,
        state.registration().layout(),
        wanted.fullPools(),
        OltRecord.Life.LIVE,
        Map.of(),
        wanted.adapterState().orElseGet(() -> state.adapterState().isFoundOn(pons)));
  }

  private SortedSet<Integer> pons(Map<ResourceType, Integer> shared) {
    SortedSet<Integer> inUse = new TreeSet<>();
    state
        .pons()
        .forEach((number, pon) -> {
          if (!pon.slots().isEmpty()) {
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
      missing.addFirst("PONs");
      return pons;
    }
    SortedSet<Integer> needed = new TreeSet<>(inUse);
    if (state.registration().layout() == PoolKeyLayout.WITHOUT_TECHNOLOGY) {
      // The pools of a PON without instances may be those of another technology of the device.
      needed.retainAll(state.pons().keySet());
      needed.removeIf(pon -> state.pon(pon).slots().isEmpty() && state.claims().on(pon).isEmpty());
    }
    if (!pons.containsAll(needed)) {
      differences.add(Difference.between("pons", NumberRuns.print(needed), NumberRuns.print(pons)));
    }
    return pons;
  }

  /** Refuses numbers that no PON can have. */
  static void checkLegal(SortedSet<Integer> pons) {
    if (pons.first() < 0 || pons.last() > PonId.LAST) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("PONs", NumberRuns.print(pons))
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

  private Optional<IdRanges> ranges(ResourceType type) {
    Set<IdRanges> found = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    pools.stream()
        .filter(pool -> pool.type() == type)
        .forEach(pool -> pool.range().ifPresent(found::add));
    IdRanges asked = wanted.ranges().get(type);
    if (found.size() == 1 && (asked == null || resize)) {
      return Optional.of(found.iterator().next());
    }
    if (asked == null) {
      if (type == ResourceType.FLOW_ID && found.isEmpty()) {
        return Optional.empty();
      }
      missing.add(
          type
              + " ids"
              + (found.isEmpty() ? "" : " (the pools of the OLT have several: " + found + ")"));
      return Optional.empty();
    }
    if (found.contains(asked)) {
      return Optional.of(asked);
    }
    if (!found.isEmpty() && !resize) {
      differences.add(Difference.between(type + " ids", found.iterator().next(), asked));
    }
    checkLegal(state, type, asked);
    return Optional.of(asked);
  }

  /** Refuses ranges of which one begins outside the legal space of the OLT's technology. */
  static void checkLegal(OltState state, ResourceType type, IdRanges ranges) {
    ranges
        .parts()
        .forEach(range -> {
          if (!type.legalSpace(state.technology()).contains(range.first())) {
            throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
                .with("range", type + " ids " + range)
                .with(
                    "reason",
                    "its start lies outside the legal space "
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
          switch (pool.value()) {
            case PoolState.Present present ->
                pools.add(
                    new PoolSummary(
                        id.type(), id.index(), Optional.of(IdRanges.of(present.pool().range()))));
            case PoolState.Unreadable unreadable ->
                pools.add(new PoolSummary(id.type(), id.index(), Optional.empty()));
            case PoolState.Absent absent -> {}
          }
        });
    return pools;
  }
}
