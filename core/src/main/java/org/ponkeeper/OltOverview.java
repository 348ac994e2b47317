package org.ponkeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.ponkeeper.plan.OltRecord;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.Stored;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;

/**
 * An OLT in numbers.
 *
 * @param technology the technology
 * @param olt the OLT
 * @param record what it was registered with; empty if only the Go library knew it
 * @param pons the numbers of its PONs
 * @param layout the layout of its pools' keys
 * @param instances how many instances can be read
 * @param pools the pools that there are, of those types whose ids instances own
 */
public record OltOverview(
    Technology technology,
    OltId olt,
    Optional<OltRecord> record,
    SortedSet<Integer> pons,
    PoolKeyLayout layout,
    int instances,
    List<Pool> pools) {

  /**
   * A pool in numbers.
   *
   * @param id which pool
   * @param range its range, both ends included; empty if it cannot be read
   * @param taken how many ids are taken, also those past the range's end
   */
  public record Pool(PoolId id, Optional<IdRange> range, int taken) {}

  static OltOverview of(OltState state) {
    List<Pool> pools = new ArrayList<>();
    new TreeMap<>(state.pools())
        .forEach((id, pool) -> {
          switch (pool) {
            case Stored.Present<ResourcePool> p ->
                pools.add(new Pool(id, Optional.of(p.value().range()), p.value().takenCount()));
            case Stored.Unreadable<ResourcePool> p -> pools.add(new Pool(id, Optional.empty(), 0));
            case Stored.Absent<ResourcePool> p -> {}
          }
        });
    int instances = (int) state.pons().values().stream().mapToLong(pon -> pon.held().count()).sum();
    return new OltOverview(
        state.technology(),
        state.olt(),
        state.registration().record(),
        state.registration().pons(),
        state.registration().layout(),
        instances,
        List.copyOf(pools));
  }

  /** Whether the store holds nothing of the OLT. */
  public boolean isUnknown() {
    return record.isEmpty() && pons.isEmpty() && pools.isEmpty();
  }
}
