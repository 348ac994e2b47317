package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

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
 * What an OLT is to be registered with, or resized to. What is left out stays as it is, or is taken
 * from what VOLTHA's Go library left in the store. Immutable.
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

  private static final OltRegistration NOTHING = new Builder().build();

  public OltRegistration {
    requireNonNull(ranges, "ranges");
    requireNonNull(adapterState, "adapterState");
    pons = requireNonNull(pons, "pons").map(TreeSet::new);
    sharedPools = copy(requireNonNull(sharedPools, "sharedPools"));
  }

  /** Leaves everything out: the OLT is registered as the Go library left it. */
  public static OltRegistration adoptExisting() {
    return NOTHING;
  }

  /** Begins with everything left out. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what this one says. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.pons = pons;
    builder.ranges = ranges;
    builder.sharedPools.putAll(sharedPools);
    builder.fullPools = fullPools;
    builder.adapterState = adapterState;
    return builder;
  }

  /** The same, with what is left out taken from another one. */
  public OltRegistration orElse(OltRegistration other) {
    requireNonNull(other, "other");
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

  /**
   * Puts a registration together. Both ends of every range of PONs and ids are included. Not
   * thread-safe.
   */
  public static final class Builder {

    private Optional<SortedSet<Integer>> pons = Optional.empty();
    private OltRanges ranges = OltRanges.NONE;
    private final Map<ResourceType, Integer> sharedPools = new EnumMap<>(ResourceType.class);
    private boolean fullPools;
    private Optional<Boolean> adapterState = Optional.empty();

    private Builder() {}

    /** The PONs from {@code first} to {@code last}, both included; 0 to 255. */
    public Builder pons(int first, int last) {
      return pons(numbers(first, last));
    }

    /** The PONs of these numbers, 0 to 255. */
    public Builder pons(Set<Integer> numbers) {
      pons = Optional.of(new TreeSet<>(requireNonNull(numbers, "numbers")));
      return this;
    }

    /** The ONU ids that every PON offers, both ends included. */
    public Builder onuIds(int first, int last) {
      return ids(ResourceType.ONU_ID, first, last);
    }

    /** The Alloc-IDs that every PON offers, both ends included. */
    public Builder allocIds(int first, int last) {
      return ids(ResourceType.ALLOC_ID, first, last);
    }

    /** The GEM port ids that every PON offers, both ends included. */
    public Builder gemPortIds(int first, int last) {
      return ids(ResourceType.GEM_PORT_ID, first, last);
    }

    /** The flow ids that every PON offers, both ends included. */
    public Builder flowIds(int first, int last) {
      return ids(ResourceType.FLOW_ID, first, last);
    }

    /** The ids of a type that every PON offers, both ends included. */
    public Builder ids(ResourceType type, int first, int last) {
      return ids(requireNonNull(type, "type"), IdRanges.of(first, last));
    }

    /** The ids of a type that every PON offers, also where some PONs had ranges of their own. */
    public Builder ids(ResourceType type, IdRanges offered) {
      ranges = ranges.with(requireNonNull(type, "type"), requireNonNull(offered, "offered"));
      return this;
    }

    /**
     * The ids of a type that some PONs offer; PONs that are not named keep what they have.
     *
     * @param firstPon the number of the first of these PONs
     * @param lastPon the number of the last of these PONs, included
     * @param type what the ids are
     * @param first the first id of the range
     * @param last the last id of the range, included
     */
    public Builder idsOfPons(int firstPon, int lastPon, ResourceType type, int first, int last) {
      return idsOfPons(numbers(firstPon, lastPon), type, IdRanges.of(first, last));
    }

    /**
     * The ids of a type that some PONs offer; PONs that are not named keep what they have.
     *
     * @param these the numbers of the PONs
     * @param type what the ids are
     * @param offered the ids
     */
    public Builder idsOfPons(Set<Integer> these, ResourceType type, IdRanges offered) {
      ranges =
          ranges.with(
              requireNonNull(these, "these"),
              requireNonNull(type, "type"),
              requireNonNull(offered, "offered"));
      return this;
    }

    /**
     * One pool for all PONs.
     *
     * @param type what its ids are
     * @param index the pool's index, 1 to 255
     */
    public Builder sharedPool(ResourceType type, int index) {
      sharedPools.put(requireNonNull(type, "type"), index);
      return this;
    }

    /** New pools are made as long as the Go library makes them. */
    public Builder fullPools() {
      fullPools = true;
      return this;
    }

    /** What VOLTHA's openolt adapter keeps of each UNI port is kept too. */
    public Builder withAdapterState() {
      adapterState = Optional.of(true);
      return this;
    }

    /** What VOLTHA's openolt adapter keeps of each UNI port is not kept. */
    public Builder withoutAdapterState() {
      adapterState = Optional.of(false);
      return this;
    }

    /** The registration. Whether its ranges are legal is checked when it is used. */
    public OltRegistration build() {
      return new OltRegistration(pons, ranges, sharedPools, fullPools, adapterState);
    }

    private static SortedSet<Integer> numbers(int first, int last) {
      SortedSet<Integer> numbers = new TreeSet<>();
      for (int number = first; number <= last; number++) {
        numbers.add(number);
      }
      return numbers;
    }

    @Override
    public String toString() {
      return build().toString();
    }
  }
}
