package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.pool.PoolId;

/**
 * Result of a release.
 *
 * @param pool the pool of the ids
 * @param ids the ids that were released, ascending; empty if there were none, or if they are
 *     unknown after a lost reply
 * @param changed whether this call released any id
 */
public record IdRelease(PoolId pool, List<Integer> ids, boolean changed) {
  public IdRelease {
    ids = List.copyOf(ids);
  }
}
