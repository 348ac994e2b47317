package org.ponkeeper.olt;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;

/**
 * How much there is on an OLT, and how full its pools are, in numbers.
 *
 * @param technology the technology
 * @param olt the OLT
 * @param pons the number of its PONs
 * @param onus the number of its ONUs, as {@code Onus.list()} would list them
 * @param instances the number of readable instances
 * @param pools the pools, by type and index; without those that cannot be read
 */
public record OltUse(
    Technology technology, OltId olt, int pons, int onus, int instances, List<PoolUsage> pools) {

  /** The fullest pool first; of equally full ones the one with fewer free ids, then by index. */
  private static final Comparator<PoolUsage> FULLEST_FIRST =
      Comparator.comparingDouble((PoolUsage pool) -> (double) -pool.used() / pool.total())
          .thenComparingInt(PoolUsage::free)
          .thenComparing(PoolUsage::pool, Comparator.comparingInt(PoolId::index));

  public OltUse {
    pools = List.copyOf(pools);
  }

  /**
   * The ids of all pools of a type together.
   *
   * @param used the number of ids that cannot be allocated
   * @param total the number of ids that the pools offer
   */
  public record Sum(int used, int total) {}

  /** The ids of all pools of the type; 0 of 0 if there are none. */
  public Sum sum(ResourceType type) {
    int used = 0;
    int total = 0;
    for (PoolUsage pool : pools) {
      if (pool.pool().type() == type) {
        used += pool.used();
        total += pool.total();
      }
    }
    return new Sum(used, total);
  }

  /** The pool of the type with the greatest part of its ids in use; empty if there is none. */
  public Optional<PoolUsage> fullest(ResourceType type) {
    return pools.stream()
        .filter(pool -> pool.pool().type() == type && pool.total() > 0)
        .min(FULLEST_FIRST);
  }
}
