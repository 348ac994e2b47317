package org.ponkeeper.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.ResourceType;

/**
 * Frees ids that are taken though no instance and no claim has them: the Go library leaves such.
 * All of them or none. Nothing tells afterwards whether it was done, so an unknown outcome goes to
 * the caller.
 *
 * @param pon the number of a PON that uses the pool
 * @param type what the ids are
 * @param ids the ids, at least one
 * @param outcomeUnknown whether an earlier attempt may have been made
 */
public record ReleaseUnclaimed(int pon, ResourceType type, Set<Integer> ids, boolean outcomeUnknown)
    implements Request<IdsAnswer> {

  public ReleaseUnclaimed {
    ids = Set.copyOf(ids);
    if (ids.isEmpty()) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("count", 0)
          .with("legal", "at least 1");
    }
  }

  /** A first request. */
  public ReleaseUnclaimed(int pon, ResourceType type, Set<Integer> ids) {
    this(pon, type, ids, false);
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(pon);
  }

  @Override
  public Set<TechProfileId> templates() {
    return Set.of();
  }

  @Override
  public Request<IdsAnswer> afterUnknownOutcome(OltState decidedOn) {
    return new ReleaseUnclaimed(pon, type, ids, true);
  }

  @Override
  public Decision<IdsAnswer> decide(OltState state) {
    Set<Fact> reliesOn = new HashSet<>(Gate.facts());
    if (outcomeUnknown) {
      return new Decision.Refusal<>(
          new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN)
              .with("what", "the release of " + type + " ids " + new TreeSet<>(ids)),
          reliesOn);
    }
    Optional<PonkeeperException> closed = Gate.closed(state, pon);
    if (closed.isPresent()) {
      return new Decision.Refusal<>(closed.get(), reliesOn);
    }
    PoolDraft.Result result = PoolDraft.of(state, type, pon);
    if (result.draft().isEmpty()) {
      return result.refusal(reliesOn);
    }
    PoolDraft pool = result.draft().get();
    reliesOn.add(pool.fact());
    reliesOn.add(new Fact.OfReservedIds());
    for (int id : new TreeSet<>(ids)) {
      Optional<Holder> holder = state.holderOf(pool.bound().id(), id);
      if (!holder.equals(Optional.of(new Holder.Unknown()))) {
        return new Decision.Refusal<>(refusal(pool, id, holder), reliesOn);
      }
    }
    Optional<UnreadableOwner> unreadable = state.unreadableOwnerOn(pool.bound().id());
    if (unreadable.isPresent()) {
      unreadable.get().fact().ifPresent(reliesOn::add);
      return new Decision.Refusal<>(unreadable.get().error(), reliesOn);
    }
    return new Decision.Commit<>(
        new IdsAnswer(pool.bound().id(), List.copyOf(new TreeSet<>(ids)), true),
        List.of(new Change.PutPool(pool.bound().id(), pool.pool().release(ids))),
        reliesOn);
  }

  private static PonkeeperException refusal(PoolDraft pool, int id, Optional<Holder> holder) {
    if (holder.isEmpty() && !pool.pool().range().contains(id)) {
      return new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("id", id)
          .with("pool", pool.bound().id())
          .with("range", pool.bound().ranges());
    }
    RefusedException error =
        new RefusedException(holder.isPresent() ? ErrorCode.ID_OWNED : ErrorCode.ID_NOT_TAKEN)
            .with("id", id)
            .with("pool", pool.bound().id());
    holder.ifPresent(by -> error.with("held by", by));
    return error;
  }
}
