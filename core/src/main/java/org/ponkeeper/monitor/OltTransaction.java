package org.ponkeeper.monitor;

import java.time.Duration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * A transaction on an OLT that ended.
 *
 * @param technology the technology of the OLT
 * @param olt the OLT
 * @param ending how it ended
 * @param requests the number of requests that were decided in it, at least 1. Requests whose
 *     transaction is not committed are usually decided again, in another one
 * @param mutations the number of keys that it was to write or delete. 0 if it only confirms results
 *     that change nothing
 * @param conflictingKeys the number of keys that others had changed; 0 if it did not end with a
 *     conflict, or if the store cannot tell
 * @param duration from sending it until the store's reply, including retries
 */
public record OltTransaction(
    Technology technology,
    OltId olt,
    Ending ending,
    int requests,
    int mutations,
    int conflictingKeys,
    Duration duration) {

  /** How a transaction ended. */
  public enum Ending {
    /** It was applied. */
    COMMITTED,
    /** Another writer had changed what it relied on; nothing was written. */
    CONFLICT,
    /** The reply was lost; the engine reads the store to find out. */
    UNKNOWN,
    /** The store failed; nothing was written. */
    FAILED
  }
}
