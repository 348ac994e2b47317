package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;

/**
 * An overview of an OLT.
 *
 * @param technology the technology
 * @param olt the OLT
 * @param record its registration; empty if only the Go library has worked on it
 * @param pons the numbers of its PONs
 * @param layout the layout of its pools' keys
 * @param instances the number of readable instances
 * @param pools the existing pools of the types whose ids instances own
 */
public record OltOverview(
    Technology technology,
    OltId olt,
    Optional<OltRecord> record,
    SortedSet<Integer> pons,
    PoolKeyLayout layout,
    int instances,
    List<Pool> pools) {

  /**
   * An overview of a pool.
   *
   * @param id the pool
   * @param range its range, both ends inclusive; empty if it cannot be read
   * @param taken the number of taken ids, including those past the range's end
   */
  public record Pool(PoolId id, Optional<IdRange> range, int taken) {}

  /** Whether the store has no data of the OLT. */
  public boolean isUnknown() {
    return record.isEmpty() && pons.isEmpty() && pools.isEmpty();
  }

  /**
   * Distinguishes an OLT without the data that was asked for from one that does not exist.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED} if the store has no data of the OLT
   */
  public void requireKnown() {
    if (isUnknown()) {
      throw new RefusedException(ErrorCode.OLT_NOT_REGISTERED)
          .with("OLT", olt)
          .with("technology", technology);
    }
  }

  /**
   * The same for a PON.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED} if the store has no data of the OLT; {@code
   *     PON_NOT_REGISTERED} if the OLT does not have this PON
   */
  public void requirePon(int pon) {
    requireKnown();
    if (!pons.contains(pon)) {
      throw new RefusedException(ErrorCode.PON_NOT_REGISTERED)
          .with("OLT", olt)
          .with("PON", pon)
          .with("registered", NumberRanges.print(pons));
    }
  }
}
