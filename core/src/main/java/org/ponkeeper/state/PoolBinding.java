package org.ponkeeper.state;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;

/** The pool from which a PON allocates ids of a type. */
public sealed interface PoolBinding {

  /**
   * The pool is known.
   *
   * @param id the pool
   * @param ranges the ids that it offers: those of the registration, or the range of the stored
   *     pool
   * @param shared whether all PONs of the OLT use it
   */
  record Bound(PoolId id, IdRanges ranges, boolean shared) implements PoolBinding {}

  /** The range is unknown: the OLT must be registered first. */
  record NoRange(String reason) implements PoolBinding {

    /** The error for a call that needs such ids. */
    public RefusedException refusal(OltId olt) {
      return new RefusedException(ErrorCode.RANGE_DIFFERS)
          .with("OLT", olt)
          .with("reason", reason)
          .remedy("resize the OLT and give it a range of such ids");
    }
  }

  /** Several pools are possible; a person must register the OLT. */
  record Ambiguous(String reason) implements PoolBinding {}
}
