package org.ponkeeper.olt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;

/**
 * The ranges of ids that the PONs of an OLT offer: for each type one for all PONs, and different
 * ones for some PONs. Immutable.
 *
 * @param ofAll by type, the ranges of every PON without its own
 * @param byPon by PON number, the PON's own ranges
 */
public record OltRanges(
    Map<ResourceType, IdRanges> ofAll, SortedMap<Integer, Map<ResourceType, IdRanges>> byPon) {

  /** No ranges of any type. */
  public static final OltRanges NONE = new OltRanges(Map.of(), new TreeMap<>());

  /** Copies both maps, and omits PONs without their own ranges. */
  public OltRanges {
    ofAll = copy(ofAll);
    SortedMap<Integer, Map<ResourceType, IdRanges>> own = new TreeMap<>();
    byPon.forEach((pon, ranges) -> {
      if (!ranges.isEmpty()) {
        own.put(pon, copy(ranges));
      }
    });
    byPon = Collections.unmodifiableSortedMap(own);
  }

  /** Ranges that are the same on every PON. */
  public static OltRanges same(Map<ResourceType, IdRanges> ofAll) {
    return new OltRanges(ofAll, new TreeMap<>());
  }

  /**
   * PONs with the same own ranges.
   *
   * @param pons the numbers of the PONs, at least one
   * @param ranges by type
   */
  public record Group(SortedSet<Integer> pons, Map<ResourceType, IdRanges> ranges) {
    public Group {
      pons = Collections.unmodifiableSortedSet(new TreeSet<>(pons));
      ranges = copy(ranges);
    }
  }

  /** The ranges that a PON offers of a type; empty if there are none. */
  public Optional<IdRanges> of(ResourceType type, int pon) {
    return Optional.ofNullable(own(pon).getOrDefault(type, ofAll.get(type)));
  }

  private Map<ResourceType, IdRanges> own(int pon) {
    return byPon.getOrDefault(pon, Map.of());
  }

  /** Whether there are no ranges at all. */
  public boolean isEmpty() {
    return ofAll.isEmpty() && byPon.isEmpty();
  }

  /** Whether a PON has its own ranges. */
  public boolean differByPon() {
    return !byPon.isEmpty();
  }

  /** Whether a PON has its own range of that type. */
  public boolean differByPon(ResourceType type) {
    return byPon.values().stream().anyMatch(own -> own.containsKey(type));
  }

  /** A copy with these ranges of the type on every PON. */
  public OltRanges with(ResourceType type, IdRanges ranges) {
    Map<ResourceType, IdRanges> all = copy(ofAll, type, ranges);
    SortedMap<Integer, Map<ResourceType, IdRanges>> own = new TreeMap<>();
    byPon.forEach((pon, of) -> own.put(pon, copy(of, type, null)));
    return new OltRanges(all, own);
  }

  /** A copy with these ranges of the type on these PONs. */
  public OltRanges with(Set<Integer> pons, ResourceType type, IdRanges ranges) {
    SortedMap<Integer, Map<ResourceType, IdRanges>> own = new TreeMap<>(byPon);
    pons.forEach(pon -> own.put(pon, copy(own(pon), type, ranges)));
    return new OltRanges(ofAll, own);
  }

  /**
   * A copy in which the ranges of the other one replace these. Its ranges for all PONs also replace
   * the ranges of single PONs.
   */
  public OltRanges overlaidBy(OltRanges other) {
    OltRanges result = this;
    for (Map.Entry<ResourceType, IdRanges> all : other.ofAll.entrySet()) {
      result = result.with(all.getKey(), all.getValue());
    }
    for (Group group : other.groups()) {
      for (Map.Entry<ResourceType, IdRanges> own : group.ranges().entrySet()) {
        result = result.with(group.pons(), own.getKey(), own.getValue());
      }
    }
    return result;
  }

  /** A copy in which missing ranges are taken from the other one. */
  public OltRanges orElse(OltRanges other) {
    return other.overlaidBy(this);
  }

  /**
   * A copy in the form of the record of an OLT with these PONs. Ranges that all PONs have become
   * ranges for all; the range for all is always one that a PON has, otherwise the most frequent
   * one. Other PONs are omitted.
   */
  public OltRanges on(SortedSet<Integer> pons) {
    Map<ResourceType, IdRanges> all = new EnumMap<>(ResourceType.class);
    SortedMap<Integer, Map<ResourceType, IdRanges>> own = new TreeMap<>();
    for (ResourceType type : ResourceType.values()) {
      @Nullable IdRanges common = common(type, pons);
      if (common != null) {
        all.put(type, common);
      }
      for (int pon : pons) {
        of(type, pon)
            .filter(ranges -> !ranges.equals(common))
            .ifPresent(ranges ->
                own.computeIfAbsent(pon, n -> new EnumMap<>(ResourceType.class)).put(type, ranges));
      }
    }
    return new OltRanges(all, own);
  }

  /** The range to store for all PONs; null if there is none. */
  private @Nullable IdRanges common(ResourceType type, SortedSet<Integer> pons) {
    Map<IdRanges, Long> counts = new LinkedHashMap<>();
    boolean everyPonHasOne = true;
    for (int pon : pons) {
      Optional<IdRanges> ranges = of(type, pon);
      ranges.ifPresent(of -> counts.merge(of, 1L, Long::sum));
      everyPonHasOne &= ranges.isPresent();
    }
    IdRanges said = ofAll.get(type);
    if (pons.isEmpty() || !everyPonHasOne || (said != null && counts.containsKey(said))) {
      return said;
    }
    // If several are equally frequent, the one of the lowest PON.
    return counts.entrySet().stream()
        .sorted(Map.Entry.<IdRanges, Long>comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /**
   * The PONs with their own ranges, grouped by equal ranges and ordered by the lowest PON of each
   * group.
   */
  public List<Group> groups() {
    Map<Map<ResourceType, IdRanges>, SortedSet<Integer>> pons = new LinkedHashMap<>();
    byPon.forEach((pon, own) -> pons.computeIfAbsent(own, n -> new TreeSet<>()).add(pon));
    List<Group> groups = new ArrayList<>();
    pons.forEach((own, of) -> groups.add(new Group(of, own)));
    return List.copyOf(groups);
  }

  /** The own ranges of the type, each with its PONs, ordered by the lowest PON. */
  public Map<IdRanges, SortedSet<Integer>> own(ResourceType type) {
    Map<IdRanges, SortedSet<Integer>> own = new LinkedHashMap<>();
    byPon.forEach((pon, of) -> {
      IdRanges ranges = of.get(type);
      if (ranges != null) {
        own.computeIfAbsent(ranges, n -> new TreeSet<>()).add(pon);
      }
    });
    return own;
  }

  /** The ranges of the type on these PONs, each with its PONs, ordered by the lowest PON. */
  public Map<IdRanges, SortedSet<Integer>> pons(ResourceType type, SortedSet<Integer> pons) {
    Map<IdRanges, SortedSet<Integer>> by = new LinkedHashMap<>();
    for (int pon : pons) {
      of(type, pon).ifPresent(ranges -> by.computeIfAbsent(ranges, n -> new TreeSet<>()).add(pon));
    }
    return by;
  }

  private static Map<ResourceType, IdRanges> copy(Map<ResourceType, IdRanges> map) {
    Map<ResourceType, IdRanges> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }

  private static Map<ResourceType, IdRanges> copy(
      Map<ResourceType, IdRanges> map, ResourceType type, @Nullable IdRanges ranges) {
    Map<ResourceType, IdRanges> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(map);
    if (ranges == null) {
      copy.remove(type);
    } else {
      copy.put(type, ranges);
    }
    return copy;
  }
}
