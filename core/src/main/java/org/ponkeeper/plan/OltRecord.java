package org.ponkeeper.plan;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;

/**
 * What an OLT was registered with.
 *
 * @param pons the numbers of its PONs, at least one
 * @param ranges the range of each type as it was asked for; flow ids may be missing
 * @param sharedPools for each type whose pool all PONs share, the index of that pool, 1 to 255;
 *     types that are missing have one pool a PON
 * @param layout which keys the pools are under
 * @param fullPools whether new pools are made as long as the Go library makes them
 * @param life what is being done to the OLT
 */
public record OltRecord(
    SortedSet<Integer> pons,
    Map<ResourceType, IdRange> ranges,
    Map<ResourceType, Integer> sharedPools,
    PoolKeyLayout layout,
    boolean fullPools,
    Life life) {

  /** What is being done to an OLT as a whole. */
  public enum Life {
    /** Nothing: it takes requests. */
    LIVE,
    /** Its keys are being moved. */
    MIGRATING,
    /** It is being deleted. */
    DELETING
  }

  public OltRecord {
    pons = Collections.unmodifiableSortedSet(new TreeSet<>(pons));
    ranges = copy(ranges);
    sharedPools = copy(sharedPools);
  }

  private static <V> Map<ResourceType, V> copy(Map<ResourceType, V> map) {
    Map<ResourceType, V> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
