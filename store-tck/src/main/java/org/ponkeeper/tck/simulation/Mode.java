package org.ponkeeper.tck.simulation;

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
  OVERLAP
}
