package org.ponkeeper.olt;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;

/**
 * What an OLT was registered with. Of an OLT that is being deleted or restored, or whose keys are
 * being moved from another name of its technology, PONs and ranges may be missing.
 *
 * @param pons the numbers of its PONs, at least one
 * @param ranges the ranges of each type on each PON as they were asked for; flow ids may be
 *     missing. PONs that share a pool have one range
 * @param sharedPools for each type whose pool all PONs share, the index of that pool, 1 to 255;
 *     types that are missing have one pool a PON
 * @param layout which keys the pools are under
 * @param fullPools whether new pools are made as long as the Go library makes them
 * @param state what is being done to the OLT
 * @param resizingTo while it is being resized, the ranges that it will have; empty otherwise
 * @param adapterState whether creates and deletes also keep what VOLTHA's openolt adapter keeps of
 *     each UNI port: its maps of ids and its {@code tp_id}; ADR 30 has the reasons
 */
public record OltRecord(
    SortedSet<Integer> pons,
    OltRanges ranges,
    Map<ResourceType, Integer> sharedPools,
    PoolKeyLayout layout,
    boolean fullPools,
    State state,
    OltRanges resizingTo,
    boolean adapterState) {

  /** What is being done to an OLT as a whole. */
  public enum State {
    /** Nothing: it takes requests. */
    LIVE,
    /** Its pools are being given other ranges. */
    RESIZING,
    /** Its resource keys are being moved from its layout to the other one. */
    MIGRATING,
    /** Its keys are being moved from another name of its technology to the present one. */
    RENAMING,
    /** It is being deleted. */
    DELETING,
    /** Its record is being removed, and nothing else. */
    UNREGISTERING,
    /** The store is being restored from a backup. */
    RESTORING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks that PONs that share a pool have one range.
   *
   * @throws InvalidRequestException {@code RANGE_INVALID}
   */
  public OltRecord {
    pons = Collections.unmodifiableSortedSet(new TreeSet<>(pons));
    sharedPools = copy(sharedPools);
    requireOneRangeOfSharedPools(pons, ranges, sharedPools);
    requireOneRangeOfSharedPools(pons, resizingTo, sharedPools);
  }

  private static void requireOneRangeOfSharedPools(
      SortedSet<Integer> pons, OltRanges ranges, Map<ResourceType, Integer> sharedPools) {
    sharedPools.forEach((type, index) -> {
      if (ranges.differByPon(type)) {
        StringJoiner byPon = new StringJoiner("; ");
        ranges
            .pons(type, pons)
            .forEach((of, some) -> byPon.add(NumberRanges.pons(some) + ": " + of));
        throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
            .with("ranges", type + " ids: " + byPon)
            .with(
                "reason", "all PONs share " + new PoolId(type, index) + ", so they have one range")
            .remedy("give one range of " + type + " ids for all PONs, or do not share the pool");
      }
    });
  }

  /** A record of an OLT whose PONs all have the same ranges, and that is not being resized. */
  public OltRecord(
      SortedSet<Integer> pons,
      Map<ResourceType, IdRanges> ranges,
      Map<ResourceType, Integer> sharedPools,
      PoolKeyLayout layout,
      boolean fullPools,
      State state) {
    this(pons, OltRanges.same(ranges), sharedPools, layout, fullPools, state);
  }

  /** A record of an OLT that is not being resized and keeps no adapter state. */
  public OltRecord(
      SortedSet<Integer> pons,
      OltRanges ranges,
      Map<ResourceType, Integer> sharedPools,
      PoolKeyLayout layout,
      boolean fullPools,
      State state) {
    this(pons, ranges, sharedPools, layout, fullPools, state, OltRanges.NONE, false);
  }

  /** The same while its pools are given those ranges. */
  public OltRecord resizing(OltRanges next) {
    return new OltRecord(
        pons, ranges, sharedPools, layout, fullPools, State.RESIZING, next, adapterState);
  }

  /** The same with the ranges that a resize is to give it. */
  public OltRecord withRangesToCome() {
    return new OltRecord(
        pons,
        ranges.overlaidBy(resizingTo),
        sharedPools,
        layout,
        fullPools,
        State.RESIZING,
        resizingTo,
        adapterState);
  }

  /** The same, taking requests. */
  public OltRecord live() {
    return inState(State.LIVE);
  }

  /** The same, with adapter state kept or not. */
  public OltRecord withAdapterState(boolean kept) {
    return new OltRecord(pons, ranges, sharedPools, layout, fullPools, state, resizingTo, kept);
  }

  /** A record that says no more than that the OLT is being deleted, for one that has none. */
  public static OltRecord toDelete(Set<Integer> pons) {
    return bare(pons, State.DELETING);
  }

  /** A record that says no more than that the OLT is being restored, for one that has none. */
  public static OltRecord toRestore() {
    return bare(Set.of(), State.RESTORING);
  }

  /** A record that says no more than that the OLT's keys come from another technology's name. */
  public static OltRecord toRename() {
    return bare(Set.of(), State.RENAMING);
  }

  private static OltRecord bare(Set<Integer> pons, State state) {
    return new OltRecord(
        new TreeSet<>(pons), Map.of(), Map.of(), PoolKeyLayout.WITH_TECHNOLOGY, false, state);
  }

  /** The same, while that is being done to the OLT. */
  public OltRecord inState(State next) {
    return new OltRecord(
        pons, ranges, sharedPools, layout, fullPools, next, OltRanges.NONE, adapterState);
  }

  /** Whether it takes requests: nothing is being done to the OLT as a whole. */
  public boolean isLive() {
    return state == State.LIVE;
  }

  /** What is being done to the OLT, for people. */
  public String whatIsUnderWay() {
    return switch (state) {
      case LIVE -> "nothing";
      case RESIZING -> "the OLT's ranges are being changed";
      case MIGRATING -> "the OLT's keys are being moved";
      case RENAMING -> "the OLT's keys are being moved from another name of its technology";
      case DELETING -> "the OLT is being deleted";
      case UNREGISTERING -> "the OLT's record is being removed";
      case RESTORING -> "the store is being restored";
    };
  }

  /** Whether what is there of the OLT so far need not fit together. */
  public boolean isPartial() {
    return switch (state) {
      case RENAMING, DELETING, RESTORING -> true;
      case LIVE, RESIZING, MIGRATING, UNREGISTERING -> false;
    };
  }

  /** The same, with new pools as long as the Go library makes them. */
  public OltRecord withFullPools() {
    return new OltRecord(pons, ranges, sharedPools, layout, true, state, resizingTo, adapterState);
  }

  /** The same, live, with the pools under other keys. */
  public OltRecord movedTo(PoolKeyLayout next) {
    return new OltRecord(
        pons, ranges, sharedPools, next, fullPools, State.LIVE, OltRanges.NONE, adapterState);
  }

  private static <V> Map<ResourceType, V> copy(Map<ResourceType, V> map) {
    Map<ResourceType, V> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
