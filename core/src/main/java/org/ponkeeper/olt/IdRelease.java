package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.pool.PoolId;

/**
 * What a release gives back.
 *
 * @param pool the pool that the ids are of
 * @param ids the ids that were released, ascending; empty when there were none, and when a lost
 *     reply hides which they were
 * @param changed whether this call released anything
 */
public record IdRelease(PoolId pool, List<Integer> ids, boolean changed) {
  public IdRelease {
    ids = List.copyOf(ids);
  }
}
