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
 * Takes ids in the pools in use that are taken in pools left behind under the other layout of pool
 * keys. Such are ONU ids: nothing but the pool tells that they are in use. It is safe to repeat.
 *
 * @param ids by pool, at most {@value #MAX_POOLS} of them
 * @param pons the numbers of the PONs that take ids from these pools
 */
public record TakeOverIds(Map<PoolId, IdSet> ids, Set<Integer> pons) implements Request<Integer> {

  /** The most pools of one request: leaves room among the mutations of a transaction. */
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
