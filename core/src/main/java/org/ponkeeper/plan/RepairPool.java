package org.ponkeeper.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;

/**
 * Makes a pool agree with its owners, as far as that is safe: takes ids that have an owner, and
 * frees ids that nobody owns, if the pool is still as it was when they were found.
 *
 * @param pool the pool
 * @param pons the numbers of the PONs that take ids from it
 * @param free ids found to be taken by nobody
 * @param freeOnlyAtStamp the stamp of the pool when they were found; another means that nothing is
 *     freed
 */
public record RepairPool(PoolId pool, Set<Integer> pons, IdSet free, long freeOnlyAtStamp)
    implements Request<RepairPool.Answer> {

  public RepairPool {
    pons = Set.copyOf(pons);
  }

  /**
   * What was repaired.
   *
   * @param taken ids that were owned and are taken now, ascending
   * @param freed ids that nobody owned and are free now, ascending
   */
  public record Answer(IdSet taken, IdSet freed) {}

  @Override
  public Set<TechProfileId> templates() {
    return Set.of();
  }

  @Override
  public Request<Answer> afterUnknownOutcome(OltState decidedOn) {
    return this;
  }

  @Override
  public Decision<Answer> decide(OltState state) {
    Set<Fact> reliesOn = new HashSet<>(Gate.facts());
    int pon = state.registration().ponsOf(pool).stream().findFirst().orElse(pool.index());
    Optional<PonkeeperException> closed = Gate.closed(state, pon);
    if (closed.isPresent()) {
      return new Decision.Refusal<>(closed.get(), reliesOn);
    }
    reliesOn.add(new Fact.OfReservedIds());
    PoolDraft.Result result = PoolDraft.of(state, pool.type(), pon);
    if (result.draft().isEmpty()) {
      return result.refusal(reliesOn);
    }
    PoolDraft draft = result.draft().get();
    reliesOn.add(draft.fact());
    ResourcePool there = draft.pool();
    IdSet owned = IdSet.copyOf(draft.owned());
    IdSet take = owned.filter(id -> !there.isTaken(id) && there.canTake(id));
    boolean mayFree =
        state.registration().record().isPresent()
            && state.stampOf(draft.fact()) == freeOnlyAtStamp
            && state.unreadableOwnerOn(pool).isEmpty()
            && state.reserved().value() instanceof ReservedState.Ids;
    IdSet freed =
        mayFree
            ? free.filter(
                id -> there.isTaken(id) && !owned.contains(id) && !state.isReserved(pool, id))
            : IdSet.of();
    Answer answer = new Answer(take, freed);
    boolean missing = state.pool(pool) instanceof PoolState.Absent && !draft.owned().isEmpty();
    if (take.isEmpty() && freed.isEmpty() && !missing) {
      return new Decision.NoChange<>(answer, reliesOn);
    }
    ResourcePool repaired = there.take(take, draft.reserved(state)).release(freed);
    return new Decision.Commit<>(answer, List.of(new Change.PutPool(pool, repaired)), reliesOn);
  }
}
