package org.ponkeeper.olt;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;

/**
 * Result of deleting an ONU.
 *
 * @param onu the ONU
 * @param owner the owner who had the ONU id, usually a serial number; empty if it had none
 * @param instances the deleted instances, in order
 * @param freed the ids that are free now, by pool
 */
public record OnuDeletion(
    OnuId onu,
    Optional<OwnerName> owner,
    List<InstancePath> instances,
    SortedMap<PoolId, IdSet> freed) {

  public OnuDeletion {
    instances = List.copyOf(instances);
    freed = Collections.unmodifiableSortedMap(new TreeMap<>(freed));
  }

  /** Whether anything was deleted or freed. */
  public boolean isChanged() {
    return owner.isPresent() || !instances.isEmpty() || !freed.isEmpty();
  }

  /** Both results together; the other is of a later transaction. */
  public OnuDeletion and(OnuDeletion later) {
    TreeSet<InstancePath> both = new TreeSet<>(instances);
    both.addAll(later.instances);
    SortedMap<PoolId, IdSet> all = new TreeMap<>(freed);
    later.freed.forEach((pool, ids) -> all.merge(pool, ids, IdSet::union));
    return new OnuDeletion(onu, owner.or(later::owner), List.copyOf(both), all);
  }
}
