package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.state.Change;

/**
 * Marks ids as taken in the pools in use that are taken in unused pools of the other layout. Used
 * for ids such as ONU ids, for which the pool is the only record of their use. Safe to repeat.
 *
 * @param ids by pool, for at most {@value #MAX_POOLS} pools
 * @param pons the numbers of the PONs that use these pools
 */
public record TakeOverIds(Map<PoolId, IdSet> ids, Set<Integer> pons) implements Request<Integer> {

  /** The maximum number of pools in one request; leaves room for other mutations. */
  public static final int MAX_POOLS = 100;

  public TakeOverIds {
    ids = Map.copyOf(ids);
    pons = Set.copyOf(pons);
  }

  @Override
  public Proposal<Integer> propose(StateView view) {
    List<Change> changes = new ArrayList<>();
    new TreeMap<>(ids)
        .forEach((id, taken) -> {
          int pon =
              view.registration().ponsOf(id).stream()
                  .min(Comparator.naturalOrder())
                  .orElse(id.index());
          Preconditions.check(view, pon);
          changes.add(PoolDraft.of(view, id.type(), pon).take(taken));
        });
    return new Proposal<>(changes.size(), changes);
  }
}
