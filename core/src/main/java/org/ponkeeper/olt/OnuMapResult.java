package org.ponkeeper.olt;

import java.util.List;

/**
 * Result of changing a per-ONU map.
 *
 * @param ids the ids that the map has now, in their order
 * @param changed whether this call changed it; false if it already had these ids, or if this is
 *     unknown after a lost reply
 */
public record OnuMapResult(List<Integer> ids, boolean changed) {
  public OnuMapResult {
    ids = List.copyOf(ids);
  }
}
