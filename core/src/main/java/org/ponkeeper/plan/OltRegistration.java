package org.ponkeeper.plan;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;

/**
 * What an OLT is to be registered with. What is left out stays as it is, or is taken from what the
 * Go library left in the store.
 *
 * @param pons the numbers of its PONs
 * @param ranges the ranges of ids of each type: for all PONs, or for some of them
 * @param sharedPools for each type whose pool all PONs share, the index of that pool, 1 to 255
 * @param fullPools whether new pools are made as long as the Go library makes them
 * @param adapterState whether what VOLTHA's openolt adapter keeps of each UNI port is kept too; if
 *     left out, an OLT that is adopted keeps it where some is found, and a registered one stays so
 */
public record OltRegistration(
    Optional<SortedSet<Integer>> pons,
    OltRanges ranges,
    Map<ResourceType, Integer> sharedPools,
    boolean fullPools,
    Optional<Boolean> adapterState) {

  /** Everything left out. */
  public static final OltRegistration AS_FOUND =
      new OltRegistration(Optional.empty(), OltRanges.NONE, Map.of(), false);

  /** A registration that leaves out whether adapter state is kept. */
  public OltRegistration(
      Optional<SortedSet<Integer>> pons,
      OltRanges ranges,
      Map<ResourceType, Integer> sharedPools,
      boolean fullPools) {
    this(pons, ranges, sharedPools, fullPools, Optional.empty());
  }

  public OltRegistration {
    pons = pons.map(TreeSet::new);
    sharedPools = copy(sharedPools);
  }

  /** With the same ranges on every PON. */
  public OltRegistration(
      Optional<SortedSet<Integer>> pons,
      Map<ResourceType, IdRanges> ranges,
      Map<ResourceType, Integer> sharedPools,
      boolean fullPools) {
    this(pons, OltRanges.same(ranges), sharedPools, fullPools);
  }

  /** The same with PONs from {@code first} to {@code last}, both included. */
  public OltRegistration pons(int first, int last) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (int pon = first; pon <= last; pon++) {
      numbers.add(pon);
    }
    return new OltRegistration(Optional.of(numbers), ranges, sharedPools, fullPools, adapterState);
  }

  /** The same with a range of ids of a type on every PON, both ends included. */
  public OltRegistration ids(ResourceType type, int first, int last) {
    return ids(type, IdRanges.of(first, last));
  }

  /** The same with ranges of ids of a type on every PON, also where some had their own. */
  public OltRegistration ids(ResourceType type, IdRanges these) {
    return new OltRegistration(
        pons, ranges.with(type, these), sharedPools, fullPools, adapterState);
  }

  /**
   * The same with a range of ids of a type on some PONs only; PONs that are not named keep what
   * they have.
   *
   * @param firstPon the number of the first of these PONs
   * @param lastPon the number of the last of these PONs, included
   * @param first the first id of the range
   * @param last the last id of the range, included
   */
  public OltRegistration idsOfPons(
      int firstPon, int lastPon, ResourceType type, int first, int last) {
    Set<Integer> numbers = new TreeSet<>();
    for (int pon = firstPon; pon <= lastPon; pon++) {
      numbers.add(pon);
    }
    return idsOfPons(numbers, type, IdRanges.of(first, last));
  }

  /**
   * The same with ranges of ids of a type on some PONs only; PONs that are not named keep what they
   * have.
   *
   * @param these the numbers of the PONs
   */
  public OltRegistration idsOfPons(Set<Integer> these, ResourceType type, IdRanges ofThese) {
    return new OltRegistration(
        pons, ranges.with(these, type, ofThese), sharedPools, fullPools, adapterState);
  }

  /** The same with one pool of the type for all PONs, under that index. */
  public OltRegistration shared(ResourceType type, int index) {
    Map<ResourceType, Integer> next = new EnumMap<>(ResourceType.class);
    next.putAll(sharedPools);
    next.put(type, index);
    return new OltRegistration(pons, ranges, next, fullPools, adapterState);
  }

  /** The same, with the openolt adapter's state kept or not. */
  public OltRegistration withAdapterState(boolean kept) {
    return new OltRegistration(pons, ranges, sharedPools, fullPools, Optional.of(kept));
  }

  /** The same, with what is left out taken from another one. */
  public OltRegistration orElse(OltRegistration other) {
    Map<ResourceType, Integer> allShared = new EnumMap<>(ResourceType.class);
    allShared.putAll(other.sharedPools);
    allShared.putAll(sharedPools);
    return new OltRegistration(
        pons.or(other::pons),
        ranges.orElse(other.ranges),
        allShared,
        fullPools || other.fullPools,
        adapterState.or(other::adapterState));
  }

  private static <V> Map<ResourceType, V> copy(Map<ResourceType, V> map) {
    Map<ResourceType, V> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
