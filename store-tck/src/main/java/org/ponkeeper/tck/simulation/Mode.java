package org.ponkeeper.tck.simulation;

import java.util.SplittableRandom;

/** The writers of a run, and when they work. */
public enum Mode {
  /** Only Ponkeepers. */
  PONKEEPERS,
  /** Only Ponkeepers, which also delete, replace and move ONUs as a whole. */
  ONUS,
  /** Only Ponkeepers, which also delete instances by etags that they read some time ago. */
  ETAGS,
  /** Ponkeepers and a writer that works like the Go library take turns, never at the same time. */
  HAND_OVER,
  /**
   * Ponkeepers and such a writer work at the same time, which always leads to collisions. The run
   * checks that Ponkeeper adds none, and that the audit reports them.
   */
  OVERLAP,
  /**
   * Ponkeepers, readers and an {@linkplain Operator operator} that restores the store from backups
   * while they work, and changes it before they reconnect.
   */
  RESTORES,
  /**
   * Ponkeepers, readers and an operator, on a store that rejects watches for a while; no watch
   * reports the changes made meanwhile.
   */
  LATE_WATCHES;

  /** Whether readers and an operator work together with the adapters. */
  boolean isWithOthers() {
    return this == RESTORES || this == LATE_WATCHES;
  }

  /** Whether a Ponkeeper watches the store in one of its lives. */
  boolean watches(SplittableRandom random) {
    return switch (this) {
      case PONKEEPERS, ONUS, ETAGS, HAND_OVER, OVERLAP -> false;
      case RESTORES -> random.nextBoolean();
      case LATE_WATCHES -> true;
    };
  }
}
