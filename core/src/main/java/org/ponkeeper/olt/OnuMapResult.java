package org.ponkeeper.olt;

import java.util.List;

/**
 * What a change of a per-ONU map gives back.
 *
 * @param ids the ids of the map now, in their order
 * @param changed whether this call changed it; false when it was so before, or when a lost reply
 *     hides who did it
 */
public record OnuMapResult(List<Integer> ids, boolean changed) {
  public OnuMapResult {
    ids = List.copyOf(ids);
  }
}
