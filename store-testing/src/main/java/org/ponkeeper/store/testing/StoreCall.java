package org.ponkeeper.store.testing;

/** The calls of a {@link FaultyStore} that a {@link FaultPlan} distinguishes. */
public enum StoreCall {
  /** A read of one key outside of a snapshot. */
  GET,
  /** The opening of a snapshot. */
  SNAPSHOT,
  /** A read of one key in a snapshot. */
  SNAPSHOT_GET,
  /** The start of a scan in a snapshot. */
  SCAN,
  /** One step of a scan to the next key. */
  SCAN_NEXT,
  /** A commit. */
  COMMIT,
  /** The start of a watch. */
  WATCH,
  /** A health check. */
  HEALTH
}
