package org.ponkeeper.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.TechProfileId;

/**
 * Gives back what an owner has: all of his ids of a type on a PON. No claim is fine.
 *
 * @param claim whose claim
 * @param onlyAtStamp after an unknown outcome, the stamp of the claim that the first decision was
 *     about: gone or changed since means that it was done
 */
public record ReleaseIds(ClaimKey claim, OptionalLong onlyAtStamp) implements Request<IdsAnswer> {

  /** A first request. */
  public ReleaseIds(ClaimKey claim) {
    this(claim, OptionalLong.empty());
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(claim.pon());
  }

  @Override
  public Set<TechProfileId> templates() {
    return Set.of();
  }

  @Override
  public Request<IdsAnswer> afterUnknownOutcome(OltState decidedOn) {
    long stamp = decidedOn.stampOf(new Fact.OfClaim(claim));
    return onlyAtStamp.isPresent() || stamp == Stamped.ABSENT
        ? this
        : new ReleaseIds(claim, OptionalLong.of(stamp));
  }

  @Override
  public Decision<IdsAnswer> decide(OltState state) {
    Set<Fact> reliesOn = new HashSet<>(Gate.facts());
    Optional<PonkeeperException> closed = Gate.closed(state, claim.pon());
    if (closed.isPresent()) {
      return new Decision.Refusal<>(closed.get(), reliesOn);
    }
    Fact fact = new Fact.OfClaim(claim);
    reliesOn.add(fact);
    PoolDraft.Result result = PoolDraft.of(state, claim.type(), claim.pon());
    if (result.draft().isEmpty()) {
      return result.refusal(reliesOn);
    }
    PoolDraft pool = result.draft().get();
    boolean done = onlyAtStamp.isPresent() && state.stampOf(fact) != onlyAtStamp.getAsLong();
    Optional<ClaimState> existing = state.claim(claim);
    if (done || existing.isEmpty()) {
      return new Decision.NoChange<>(new IdsAnswer(pool.bound().id(), List.of(), done), reliesOn);
    }
    return switch (existing.get()) {
      case ClaimState.Garbled garbled ->
          new Decision.Refusal<>(
              new CorruptDataException(ErrorCode.CORRUPT_DATA)
                  .with("what", claim)
                  .with("reason", garbled.reason()),
              reliesOn);
      case ClaimState.Held held -> release(state, held, pool, reliesOn);
    };
  }

  private Decision<IdsAnswer> release(
      OltState state, ClaimState.Held held, PoolDraft pool, Set<Fact> reliesOn) {
    reliesOn.add(pool.fact());
    reliesOn.add(new Fact.OfReservedIds());
    Set<Integer> freed = new TreeSet<>();
    for (int id : held.ids()) {
      // Where an id has two owners, which no Ponkeeper does, the other keeps it.
      if (!state.isReserved(pool.bound().id(), id)
          && state.ownersOf(pool.bound().id(), id).size() == 1) {
        freed.add(id);
      }
    }
    return new Decision.Commit<>(
        new IdsAnswer(pool.bound().id(), List.copyOf(held.ids()), true),
        List.of(
            new Change.DropClaim(claim),
            new Change.PutPool(pool.bound().id(), pool.pool().release(freed))),
        reliesOn);
  }
}
