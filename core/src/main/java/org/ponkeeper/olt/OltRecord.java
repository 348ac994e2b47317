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
 * The registration of an OLT as it is stored. While an OLT is deleted, restored, or moved from
 * another name of its technology, PONs and ranges may be missing.
 *
 * @param pons the numbers of its PONs, at least one
 * @param ranges the configured ranges of each type on each PON; flow ids may be missing. PONs that
 *     share a pool have one range
 * @param sharedPools for each type with one pool for all PONs, the index of that pool, 1 to 255;
 *     other types have one pool for each PON
 * @param layout the layout of the pools' keys
 * @param fullPools whether new pools are as long as those of the Go library
 * @param state the operation in progress on the OLT, if any
 * @param resizingTo while the OLT is being resized, its new ranges; empty otherwise
 * @param adapterState whether creates and deletes also maintain the openolt adapter's data of each
 *     UNI port: its maps of ids and its {@code tp_id}; ADR 30 has the reasons
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

  /** The operation in progress on an OLT as a whole. */
  public enum State {
    /** None: the OLT accepts requests. */
    LIVE,
    /** Its pools are being changed to other ranges. */
    RESIZING,
    /** Its resource keys are being moved to the other layout. */
    MIGRATING,
    /** Its keys are being moved from another name of its technology to the present one. */
    RENAMING,
    /** It is being deleted. */
    DELETING,
    /** Its record, and nothing else, is being removed. */
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

  /** A record of an OLT that is not being resized, with the same ranges on all PONs. */
  public OltRecord(
      SortedSet<Integer> pons,
      Map<ResourceType, IdRanges> ranges,
      Map<ResourceType, Integer> sharedPools,
      PoolKeyLayout layout,
      boolean fullPools,
      State state) {
    this(pons, OltRanges.same(ranges), sharedPools, layout, fullPools, state);
  }

  /** A record of an OLT that is not being resized and has no adapter state. */
  public OltRecord(
      SortedSet<Integer> pons,
      OltRanges ranges,
      Map<ResourceType, Integer> sharedPools,
      PoolKeyLayout layout,
      boolean fullPools,
      State state) {
    this(pons, ranges, sharedPools, layout, fullPools, state, OltRanges.NONE, false);
  }

  /** A copy in the state of being resized to those ranges. */
  public OltRecord resizing(OltRanges next) {
    return new OltRecord(
        pons, ranges, sharedPools, layout, fullPools, State.RESIZING, next, adapterState);
  }

  /** A copy with the ranges that it is being resized to. */
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

  /** A copy that accepts requests. */
  public OltRecord live() {
    return inState(State.LIVE);
  }

  /** A copy with these PONs only; they keep their ranges. */
  public OltRecord withPons(SortedSet<Integer> next) {
    return new OltRecord(
        next,
        ranges.on(next),
        sharedPools,
        layout,
        fullPools,
        state,
        resizingTo.on(next),
        adapterState);
  }

  /** A copy with or without adapter state. */
  public OltRecord withAdapterState(boolean kept) {
    return new OltRecord(pons, ranges, sharedPools, layout, fullPools, state, resizingTo, kept);
  }

  /** A record of an OLT that had none and is being deleted; contains nothing else. */
  public static OltRecord toDelete(Set<Integer> pons) {
    return bare(pons, State.DELETING);
  }

  /** A record of an OLT that had none and is being restored; contains nothing else. */
  public static OltRecord toRestore() {
    return bare(Set.of(), State.RESTORING);
  }

  /**
   * A record of an OLT that had none and is being moved from another name of its technology;
   * contains nothing else.
   */
  public static OltRecord toRename() {
    return bare(Set.of(), State.RENAMING);
  }

  private static OltRecord bare(Set<Integer> pons, State state) {
    return new OltRecord(
        new TreeSet<>(pons), Map.of(), Map.of(), PoolKeyLayout.WITH_TECHNOLOGY, false, state);
  }

  /** A copy in another state. */
  public OltRecord inState(State next) {
    return new OltRecord(
        pons, ranges, sharedPools, layout, fullPools, next, OltRanges.NONE, adapterState);
  }

  /** Whether the OLT accepts requests: no operation on it as a whole is in progress. */
  public boolean isLive() {
    return state == State.LIVE;
  }

  /** The operation in progress, for display. */
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

  /** Whether the OLT's data may be incomplete and inconsistent. */
  public boolean isPartial() {
    return switch (state) {
      case RENAMING, DELETING, RESTORING -> true;
      case LIVE, RESIZING, MIGRATING, UNREGISTERING -> false;
    };
  }

  /** A copy whose new pools are as long as those of the Go library. */
  public OltRecord withFullPools() {
    return new OltRecord(pons, ranges, sharedPools, layout, true, state, resizingTo, adapterState);
  }

  /** A copy that is live, with the pools in another layout. */
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
