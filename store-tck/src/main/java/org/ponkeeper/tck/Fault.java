package org.ponkeeper.tck;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.SnapshotLostException;

/** What can go wrong with one call to a store. */
public enum Fault {
  /** Nothing goes wrong. */
  NONE,
  /** {@link ErrorCode#STORE_UNAVAILABLE}, and nothing happened. */
  FAIL_BEFORE,
  /** {@link ErrorCode#STORE_DENIED} of a watch, which a retry does not pass over. */
  DENIED,
  /** {@link ErrorCode#OUTCOME_UNKNOWN} of a commit that did not happen. */
  LOST_BEFORE,
  /** {@link ErrorCode#OUTCOME_UNKNOWN} of a commit that was decided: made, or in conflict. */
  LOST_AFTER,
  /** {@link SnapshotLostException} of a read in a snapshot. */
  SNAPSHOT_LOST;

  /** Whether a call can go wrong in this way. */
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
