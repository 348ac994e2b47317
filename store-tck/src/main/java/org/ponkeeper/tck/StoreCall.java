package org.ponkeeper.tck;

/** What a {@link FaultyStore} is asked to do; a {@link FaultPlan} may tell them apart. */
public enum StoreCall {
  /** A read of one key outside of a snapshot. */
  GET,
  /** The beginning of a snapshot. */
  SNAPSHOT,
  /** A read of one key in a snapshot. */
  SNAPSHOT_GET,
  /** The beginning of a scan in a snapshot. */
  SCAN,
  /** One step to the next key of a scan. */
  SCAN_NEXT,
  /** A commit. */
  COMMIT,
  /** The making of a watch. */
  WATCH,
  /** A probe. */
  HEALTH
}
