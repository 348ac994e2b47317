package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;

/**
 * An OLT in numbers.
 *
 * @param technology the technology
 * @param olt the OLT
 * @param record what it was registered with; empty if only the Go library knew it
 * @param pons the numbers of its PONs
 * @param layout the layout of its pools' keys
 * @param instances how many instances can be read
 * @param pools the pools that there are, of those types whose ids instances own
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
   * A pool in numbers.
   *
   * @param id which pool
   * @param range its range, both ends included; empty if it cannot be read
   * @param taken how many ids are taken, also those past the range's end
   */
  public record Pool(PoolId id, Optional<IdRange> range, int taken) {}

  /** Whether the store holds nothing of the OLT. */
  public boolean isUnknown() {
    return record.isEmpty() && pons.isEmpty() && pools.isEmpty();
  }
}
