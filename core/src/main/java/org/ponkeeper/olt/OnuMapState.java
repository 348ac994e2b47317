package org.ponkeeper.olt;

import java.util.List;

/** What was found under the key of a per-ONU map. */
public sealed interface OnuMapState {

  /**
   * A map.
   *
   * @param ids as they stand there; none also where the value is empty or {@code null}
   */
  record Ids(List<Integer> ids) implements OnuMapState {
    public Ids {
      ids = List.copyOf(ids);
    }
  }

  /** There is something that cannot be read; it is never overwritten. */
  record Unreadable(String reason) implements OnuMapState {}
}
