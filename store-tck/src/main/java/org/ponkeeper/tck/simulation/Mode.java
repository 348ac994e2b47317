package org.ponkeeper.tck.simulation;

import java.util.SplittableRandom;

/** Who works on the OLT in a run, and when. */
public enum Mode {
  /** Ponkeepers alone. */
  PONKEEPERS,
  /** Ponkeepers and a writer that works as the Go library does take turns, never at one time. */
  HAND_OVER,
  /**
   * Ponkeepers and such a writer work at one time, which nothing survives without collisions: what
   * is asked for then is that Ponkeeper adds none, and that the audit names them.
   */
  OVERLAP,
  /**
   * Ponkeepers, readers and an {@linkplain Operator operator} who restores the store from backups
   * while they work, and changes it before they come back.
   */
  RESTORES,
  /**
   * Ponkeepers, readers and an operator, on a store that refuses watches for a while; what others
   * change in the meantime is told by no watch.
   */
  LATE_WATCHES;

  /** Whether readers and an operator work beside the adapters. */
  boolean isWithOthers() {
    return this == RESTORES || this == LATE_WATCHES;
  }

  /** Whether a Ponkeeper watches the store in one of its lives. */
  boolean watches(SplittableRandom random) {
    return switch (this) {
      case PONKEEPERS, HAND_OVER, OVERLAP -> false;
      case RESTORES -> random.nextBoolean();
      case LATE_WATCHES -> true;
    };
  }
}
