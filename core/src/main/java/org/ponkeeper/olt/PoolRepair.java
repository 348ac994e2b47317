package org.ponkeeper.olt;

import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;

/**
 * What a repair changed in a pool.
 *
 * @param pool the pool
 * @param taken ids that were owned and are taken now, ascending
 * @param freed ids without an owner that are free now, ascending
 */
public record PoolRepair(PoolId pool, IdSet taken, IdSet freed) {}
