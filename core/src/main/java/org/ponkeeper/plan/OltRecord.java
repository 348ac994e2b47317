package org.ponkeeper.plan;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;

/**
 * What an OLT was registered with. Of an OLT that is being deleted or restored, or whose keys are
 * being moved from another name of its technology, PONs and ranges may be missing.
 *
 * @param pons the numbers of its PONs, at least one
 * @param ranges the ranges of each type as they were asked for; flow ids may be missing
 * @param sharedPools for each type whose pool all PONs share, the index of that pool, 1 to 255;
 *     types that are missing have one pool a PON
 * @param layout which keys the pools are under
 * @param fullPools whether new pools are made as long as the Go library makes them
 * @param life what is being done to the OLT
 * @param resizingTo while it is being resized, the ranges that it will have; empty otherwise
 * @param adapterState whether creates and deletes also keep what VOLTHA's openolt adapter keeps of
 *     each UNI port: its maps of ids and its {@code tp_id}, see {@link AdapterState}
 */
public record OltRecord(
    SortedSet<Integer> pons,
    Map<ResourceType, IdRanges> ranges,
    Map<ResourceType, Integer> sharedPools,
    PoolKeyLayout layout,
    boolean fullPools,
    Life life,
    Map<ResourceType, IdRanges> resizingTo,
    boolean adapterState) {

  /** What is being done to an OLT as a whole. */
  public enum Life {
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
    /** The store is being restored from a backup. */
    RESTORING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public OltRecord {
    pons = Collections.unmodifiableSortedSet(new TreeSet<>(pons));
    ranges = copy(ranges);
    sharedPools = copy(sharedPools);
    resizingTo = copy(resizingTo);
  }

  /** A record of an OLT that keeps no adapter state. */
  public OltRecord(
      SortedSet<Integer> pons,
      Map<ResourceType, IdRanges> ranges,
      Map<ResourceType, Integer> sharedPools,
      PoolKeyLayout layout,
      boolean fullPools,
      Life life,
      Map<ResourceType, IdRanges> resizingTo) {
    this(pons, ranges, sharedPools, layout, fullPools, life, resizingTo, false);
  }

  /** A record of an OLT that keeps no adapter state and is not being resized. */
  public OltRecord(
      SortedSet<Integer> pons,
      Map<ResourceType, IdRanges> ranges,
      Map<ResourceType, Integer> sharedPools,
      PoolKeyLayout layout,
      boolean fullPools,
      Life life) {
    this(pons, ranges, sharedPools, layout, fullPools, life, Map.of());
  }

  /** The same while its pools are given those ranges. */
  OltRecord resizing(Map<ResourceType, IdRanges> next) {
    return new OltRecord(
        pons, ranges, sharedPools, layout, fullPools, Life.RESIZING, next, adapterState);
  }

  /** The same, taking requests. */
  OltRecord live() {
    return inState(Life.LIVE);
  }

  /** The same, with adapter state kept or not. */
  public OltRecord withAdapterState(boolean kept) {
    return new OltRecord(pons, ranges, sharedPools, layout, fullPools, life, resizingTo, kept);
  }

  /** A record that says no more than that the OLT is being deleted, for one that has none. */
  public static OltRecord toDelete(Set<Integer> pons) {
    return bare(pons, Life.DELETING);
  }

  /** A record that says no more than that the OLT is being restored, for one that has none. */
  public static OltRecord toRestore() {
    return bare(Set.of(), Life.RESTORING);
  }

  /** A record that says no more than that the OLT's keys come from another technology's name. */
  public static OltRecord toRename() {
    return bare(Set.of(), Life.RENAMING);
  }

  private static OltRecord bare(Set<Integer> pons, Life life) {
    return new OltRecord(
        new TreeSet<>(pons), Map.of(), Map.of(), PoolKeyLayout.WITH_TECHNOLOGY, false, life);
  }

  /** The same, while that is being done to the OLT. */
  public OltRecord inState(Life next) {
    return new OltRecord(
        pons, ranges, sharedPools, layout, fullPools, next, Map.of(), adapterState);
  }

  /** What is being done to the OLT and how that comes to its end, for people. */
  public String whatIsUnderWay() {
    return switch (life) {
      case LIVE -> "nothing";
      case RESIZING ->
          "the OLT's ranges are being changed; 'olt register --resize' goes on to the end";
      case MIGRATING ->
          "the OLT's keys are being moved; 'store migrate --pool-keys "
              + layout.other().text()
              + "' goes on to the end";
      case RENAMING ->
          "the OLT's keys are being moved from another name of its technology;"
              + " 'store migrate --technology-names' goes on to the end";
      case DELETING -> "the OLT is being deleted; 'olt delete' goes on to the end";
      case RESTORING -> "the store is being restored; 'store restore' goes on to the end";
    };
  }

  /** Whether what is there of the OLT so far need not fit together. */
  public boolean isPartial() {
    return switch (life) {
      case RENAMING, DELETING, RESTORING -> true;
      case LIVE, RESIZING, MIGRATING -> false;
    };
  }

  /** The same, with new pools as long as the Go library makes them. */
  OltRecord withFullPools() {
    return new OltRecord(pons, ranges, sharedPools, layout, true, life, resizingTo, adapterState);
  }

  /** The same, live, with the pools under other keys. */
  public OltRecord movedTo(PoolKeyLayout next) {
    return new OltRecord(
        pons, ranges, sharedPools, next, fullPools, Life.LIVE, Map.of(), adapterState);
  }

  private static <V> Map<ResourceType, V> copy(Map<ResourceType, V> map) {
    Map<ResourceType, V> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
