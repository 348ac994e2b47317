package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.pool.PoolId;

/**
 * Result of removing a PON from an OLT.
 *
 * @param record the registration after that
 * @param pools the pools that only this PON used, and that were deleted with it
 */
public record RemovedPon(OltRecord record, List<PoolId> pools) {
  public RemovedPon {
    pools = List.copyOf(pools);
  }
}
