package org.ponkeeper.olt;

import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;

/**
 * The changes of a repair in one pool.
 *
 * @param pool the pool
 * @param taken ids that had an owner and are now marked as taken, ascending
 * @param freed ids without an owner that are now free, ascending
 */
public record PoolRepair(PoolId pool, IdSet taken, IdSet freed) {}
