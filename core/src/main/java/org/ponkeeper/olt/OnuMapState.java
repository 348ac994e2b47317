package org.ponkeeper.olt;

import java.util.List;

/** The stored value of a per-ONU map. */
public sealed interface OnuMapState {

  /**
   * A map.
   *
   * @param ids in their order; empty if the value is empty or {@code null}
   */
  record Ids(List<Integer> ids) implements OnuMapState {
    public Ids {
      ids = List.copyOf(ids);
    }
  }

  /** A value that cannot be read; it is never overwritten. */
  record Unreadable(String reason) implements OnuMapState {}
}
