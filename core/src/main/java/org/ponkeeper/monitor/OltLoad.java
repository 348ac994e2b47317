package org.ponkeeper.monitor;

import java.time.Duration;
import java.util.Optional;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * A read of the state of an OLT, or of a part of it.
 *
 * @param technology the technology of the OLT
 * @param olt the OLT
 * @param reason why it was read
 * @param instances the number of instances in memory afterwards, of all loaded PONs; 0 if it failed
 * @param duration how long it took, including retries
 * @param error the error if it failed
 */
public record OltLoad(
    Technology technology,
    OltId olt,
    Reason reason,
    int instances,
    Duration duration,
    Optional<ErrorCode> error) {

  /** Why state is read. */
  public enum Reason {
    /** It was not in memory. */
    MISSING,
    /** The caller wants it read again, as with {@code Olt.refresh()}. */
    REQUESTED,
    /** Others have changed it, or may have: the watch reported it, or may have missed it. */
    CHANGED,
    /** A transaction ended with a conflict, or its reply was lost. */
    AFTER_TRANSACTION
  }
}
