package org.ponkeeper.olt;

import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;

/**
 * How many ids of a pool are in use. All ids that the pool offers and the technology allows are
 * either used or free.
 *
 * @param pool the pool; its index is the number of its PON, unless it is shared
 * @param shared whether all PONs of the OLT use the pool
 * @param ranges the ids that it offers
 * @param used the number of ids that cannot be allocated: taken, owned or reserved
 * @param free the number of ids that can be allocated
 * @param reserved how many of the used ids nobody owns because they are never allocated: those in
 *     the list of reserved GEM port ids, and multicast ones of templates
 */
public record PoolUsage(
    PoolId pool, boolean shared, IdRanges ranges, int used, int free, int reserved) {

  /** The number of ids that it offers. */
  public int total() {
    return used + free;
  }

  /**
   * The used ids in per cent of all, 0 to 100. Rounded down, but at least 1 if any is used, so that
   * 0 means none and 100 means all.
   */
  public int percentUsed() {
    if (used == 0) {
      return 0;
    }
    return (int) Math.max(1, 100L * used / (used + free));
  }
}
