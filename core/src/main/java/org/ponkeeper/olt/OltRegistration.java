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
 * The values with which to register or resize an OLT. A missing value stays as it is, or is taken
 * from the data that VOLTHA's Go library wrote. Immutable.
 *
 * @param pons the numbers of its PONs
 * @param ranges the ranges of ids of each type: for all PONs, or for some of them
 * @param sharedPools for each type with one pool for all PONs, the index of that pool, 1 to 255
 * @param fullPools whether new pools are as long as those of the Go library
 * @param adapterState whether the openolt adapter's data of each UNI port is maintained too; if
 *     missing, an adopted OLT maintains it if there is any, and a registered one does not change
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

  /** Without any values: registers the OLT with the data that the Go library wrote. */
  public static OltRegistration adoptExisting() {
    return NOTHING;
  }

  /** A builder without any values. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder with the values of this registration. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.pons = pons;
    builder.ranges = ranges;
    builder.sharedPools.putAll(sharedPools);
    builder.fullPools = fullPools;
    builder.adapterState = adapterState;
    return builder;
  }

  /**
   * A copy in which missing values are taken from another one; ranges of the other one only for
   * these PONs.
   */
  public OltRegistration orElse(OltRegistration other) {
    requireNonNull(other, "other");
    Map<ResourceType, Integer> allShared = new EnumMap<>(ResourceType.class);
    allShared.putAll(other.sharedPools);
    allShared.putAll(sharedPools);
    return new OltRegistration(
        pons.or(other::pons),
        ranges.orElse(pons.map(other.ranges::on).orElse(other.ranges)),
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
   * Builds a registration. Both ends of all ranges of PONs and ids are inclusive. Not thread-safe.
   */
  public static final class Builder {

    private Optional<SortedSet<Integer>> pons = Optional.empty();
    private OltRanges ranges = OltRanges.NONE;
    private final Map<ResourceType, Integer> sharedPools = new EnumMap<>(ResourceType.class);
    private boolean fullPools;
    private Optional<Boolean> adapterState = Optional.empty();

    private Builder() {}

    /** The PONs from {@code first} to {@code last}, both inclusive; 0 to 255. */
    public Builder pons(int first, int last) {
      return pons(numbers(first, last));
    }

    /** The PONs with these numbers, 0 to 255. */
    public Builder pons(Set<Integer> numbers) {
      pons = Optional.of(new TreeSet<>(requireNonNull(numbers, "numbers")));
      return this;
    }

    /** The ONU ids of every PON, both ends inclusive. */
    public Builder onuIds(int first, int last) {
      return ids(ResourceType.ONU_ID, first, last);
    }

    /** The Alloc-IDs of every PON, both ends inclusive. */
    public Builder allocIds(int first, int last) {
      return ids(ResourceType.ALLOC_ID, first, last);
    }

    /** The GEM port ids of every PON, both ends inclusive. */
    public Builder gemPortIds(int first, int last) {
      return ids(ResourceType.GEM_PORT_ID, first, last);
    }

    /** The flow ids of every PON, both ends inclusive. */
    public Builder flowIds(int first, int last) {
      return ids(ResourceType.FLOW_ID, first, last);
    }

    /** The ids of a type on every PON, both ends inclusive. */
    public Builder ids(ResourceType type, int first, int last) {
      return ids(requireNonNull(type, "type"), IdRanges.of(first, last));
    }

    /** The ids of a type on every PON, including PONs that had their own ranges. */
    public Builder ids(ResourceType type, IdRanges offered) {
      ranges = ranges.with(requireNonNull(type, "type"), requireNonNull(offered, "offered"));
      return this;
    }

    /**
     * The ids of a type on some PONs; the ranges of other PONs do not change.
     *
     * @param firstPon the number of the first of these PONs
     * @param lastPon the number of the last of these PONs, inclusive
     * @param type the type of the ids
     * @param first the first id of the range
     * @param last the last id of the range, inclusive
     */
    public Builder idsOfPons(int firstPon, int lastPon, ResourceType type, int first, int last) {
      return idsOfPons(numbers(firstPon, lastPon), type, IdRanges.of(first, last));
    }

    /**
     * The ids of a type on some PONs; the ranges of other PONs do not change.
     *
     * @param these the numbers of the PONs
     * @param type the type of the ids
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
     * @param type the type of its ids
     * @param index the pool's index, 1 to 255
     */
    public Builder sharedPool(ResourceType type, int index) {
      sharedPools.put(requireNonNull(type, "type"), index);
      return this;
    }

    /** New pools are as long as those of the Go library. */
    public Builder fullPools() {
      fullPools = true;
      return this;
    }

    /** The openolt adapter's data of each UNI port is maintained too. */
    public Builder withAdapterState() {
      adapterState = Optional.of(true);
      return this;
    }

    /** The openolt adapter's data of each UNI port is not maintained. */
    public Builder withoutAdapterState() {
      adapterState = Optional.of(false);
      return this;
    }

    /** Builds the registration. Its ranges are checked when it is used. */
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
