package org.ponkeeper.plan;

import java.util.List;
import org.ponkeeper.pool.PoolId;

/**
 * What allocating or releasing ids gives back.
 *
 * @param pool the pool that they are of
 * @param ids the ids, ascending
 * @param changed whether this call changed anything; false when it was so before
 */
public record IdAllocation(PoolId pool, List<Integer> ids, boolean changed) {}
