package org.ponkeeper.decide;

import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.ponkeeper.olt.PoolRepair;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/**
 * Repairs a pool as far as that is safe: marks ids with an owner as taken, and frees ids without an
 * owner if the pool has not changed since they were found.
 *
 * @param pool the pool
 * @param pons the numbers of the PONs that use the pool
 * @param free ids that were found taken without an owner
 * @param freeOnlyAtVersion the version of the pool when they were found; with another version
 *     nothing is freed
 */
public record RepairPool(PoolId pool, Set<Integer> pons, IdSet free, long freeOnlyAtVersion)
    implements Request<PoolRepair> {

  public RepairPool {
    pons = Set.copyOf(pons);
  }

  @Override
  public Proposal<PoolRepair> propose(StateView view) {
    int pon = view.registration().ponsOf(pool).stream().findFirst().orElse(pool.index());
    Preconditions.check(view, pon);
    Stored<Set<Integer>> reserved = view.reserved();
    PoolDraft draft = PoolDraft.of(view, pool.type(), pon);
    ResourcePool there = draft.pool();
    IdSet owned = IdSet.copyOf(draft.owned());
    IdSet take = owned.filter(id -> !there.isTaken(id) && there.canTake(id));
    boolean mayFree =
        view.registration().record().isPresent()
            && view.versionOf(new ReadKey.OfPool(draft.id())) == freeOnlyAtVersion
            && draft.unreadableOwner().isEmpty()
            && !reserved.isUnreadable();
    IntPredicate isReserved = draft.reserved();
    IdSet freed =
        mayFree
            ? free.filter(id -> there.isTaken(id) && !owned.contains(id) && !isReserved.test(id))
            : IdSet.of();
    PoolRepair answer = new PoolRepair(pool, take, freed);
    boolean missing = view.pool(pool).isAbsent() && !draft.owned().isEmpty();
    return take.isEmpty() && freed.isEmpty() && !missing
        ? Proposal.unchanged(answer)
        : new Proposal<>(
            answer, List.of(new Change.PutPool(pool, draft.take(take).pool().release(freed))));
  }
}
