package org.ponkeeper.store.testing;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.SnapshotLostException;

/** A fault of one call to a store. */
public enum Fault {
  /** No fault. */
  NONE,
  /** {@link ErrorCode#STORE_UNAVAILABLE}, and nothing happened. */
  FAIL_BEFORE,
  /** {@link ErrorCode#STORE_DENIED} of a watch, which is not retried. */
  DENIED,
  /** {@link ErrorCode#OUTCOME_UNKNOWN} of a commit that was not applied. */
  LOST_BEFORE,
  /** {@link ErrorCode#OUTCOME_UNKNOWN} of a commit that was completed: applied, or in conflict. */
  LOST_AFTER,
  /** {@link SnapshotLostException} of a read in a snapshot. */
  SNAPSHOT_LOST;

  /** Whether a call can have this fault. */
  public boolean fits(StoreCall call) {
    return switch (this) {
      case NONE, FAIL_BEFORE -> true;
      case DENIED -> call == StoreCall.WATCH;
      case LOST_BEFORE, LOST_AFTER -> call == StoreCall.COMMIT;
      case SNAPSHOT_LOST ->
          switch (call) {
            case SNAPSHOT_GET, SCAN, SCAN_NEXT -> true;
            case GET, SNAPSHOT, COMMIT, WATCH, HEALTH -> false;
          };
    };
  }
}
