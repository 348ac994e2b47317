package org.ponkeeper.state;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;

/** Which pool a PON takes its ids of some type from. */
public sealed interface PoolBinding {

  /**
   * This pool.
   *
   * @param id the pool
   * @param ranges the ids that it offers: those that the OLT was registered with, or the range that
   *     the pool has
   * @param shared whether every PON of the OLT uses it
   */
  record Bound(PoolId id, IdRanges ranges, boolean shared) implements PoolBinding {}

  /** Nothing tells a range: the OLT must be registered first. */
  record NoRange(String reason) implements PoolBinding {

    /** The refusal of a call that needs such ids. */
    public RefusedException refusal(OltId olt) {
      return new RefusedException(ErrorCode.RANGE_DIFFERS)
          .with("OLT", olt)
          .with("reason", reason)
          .remedy("resize the OLT and give it a range of such ids");
    }
  }

  /** Several pools could be meant; a person must register the OLT. */
  record Ambiguous(String reason) implements PoolBinding {}
}
