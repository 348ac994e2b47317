package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.pool.PoolId;

/**
 * What an allocation gives back.
 *
 * @param pool the pool that the ids are of
 * @param ids the ids that the owner has now, ascending
 * @param changed whether this call allocated them; false when the owner had them before
 */
public record IdAllocation(PoolId pool, List<Integer> ids, boolean changed) {
  public IdAllocation {
    ids = List.copyOf(ids);
  }
}
