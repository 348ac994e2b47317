package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.pool.PoolId;

/**
 * Result of an allocation.
 *
 * @param pool the pool of the ids
 * @param ids the ids that the owner has now, ascending
 * @param changed whether this call allocated them; false if the owner already had them
 */
public record IdAllocation(PoolId pool, List<Integer> ids, boolean changed) {
  public IdAllocation {
    ids = List.copyOf(ids);
  }
}
