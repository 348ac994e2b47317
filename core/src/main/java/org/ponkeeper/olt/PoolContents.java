package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;

/**
 * A pool, with the owners of its ids.
 *
 * @param id the pool
 * @param ranges the ids that it offers
 * @param free the number of ids that can be allocated, without reserved and multicast ones
 * @param taken every id that is taken or owned, ascending, with its owner
 */
public record PoolContents(PoolId id, IdRanges ranges, int free, List<TakenId> taken) {
  public PoolContents {
    taken = List.copyOf(taken);
  }
}
