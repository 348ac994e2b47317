package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;

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
  public Set<TechProfileId> templates() {
    return Set.of();
  }

  @Override
  public Request<Integer> afterUnknownOutcome(OltState decidedOn) {
    return this;
  }

  @Override
  public Decision<Integer> decide(OltState state) {
    Set<Fact> reliesOn = new HashSet<>(Gate.facts());
    reliesOn.add(new Fact.OfReservedIds());
    return Decision.orRefusal(reliesOn, () -> decide(state, reliesOn));
  }

  private Decision<Integer> decide(OltState state, Set<Fact> reliesOn) {
    List<Change> changes = new ArrayList<>();
    for (Map.Entry<PoolId, IdSet> entry : new TreeMap<>(ids).entrySet()) {
      PoolId id = entry.getKey();
      int pon =
          state.registration().ponsOf(id).stream()
              .min(Comparator.naturalOrder())
              .orElse(id.index());
      Optional<PonkeeperException> closed = Gate.closed(state, pon);
      if (closed.isPresent()) {
        throw closed.get();
      }
      PoolDraft.Result result = PoolDraft.of(state, id.type(), pon);
      if (result.draft().isEmpty()) {
        reliesOn.addAll(result.because());
        throw result.error().orElseThrow();
      }
      PoolDraft pool = result.draft().get();
      reliesOn.add(pool.fact());
      changes.add(
          new Change.PutPool(
              pool.bound().id(),
              pool.pool().take(new TreeSet<>(entry.getValue()), pool.reserved(state))));
    }
    return Decision.of(changes.size(), changes, reliesOn);
  }
}
