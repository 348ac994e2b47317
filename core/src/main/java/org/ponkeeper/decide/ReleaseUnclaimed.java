package org.ponkeeper.decide;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.pool.ResourceType;

/**
 * Frees ids that are taken but that no instance or claim owns, such as those that the Go library
 * left; all of them or none. The state does not show later whether this was done, so an unknown
 * outcome is reported to the caller.
 *
 * @param pon the number of a PON that uses the pool
 * @param type the type of the ids
 * @param ids the ids, at least one
 */
public record ReleaseUnclaimed(int pon, ResourceType type, Set<Integer> ids)
    implements Request<IdRelease> {

  public ReleaseUnclaimed {
    ids = Set.copyOf(ids);
    if (ids.isEmpty()) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("count", 0)
          .with("legal", "at least 1");
    }
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(pon);
  }

  @Override
  public Proposal<IdRelease> proposeAgain(StateView view, SentAttempt<IdRelease> sent) {
    throw InDoubt.unknown("the release of " + type + " ids " + new TreeSet<>(ids));
  }

  @Override
  public Proposal<IdRelease> propose(StateView view) {
    SortedSet<Integer> ascending = new TreeSet<>(ids);
    Preconditions.check(view, pon);
    PoolDraft pool = PoolDraft.of(view, type, pon);
    for (int id : ascending) {
      Optional<IdOwner> holder = pool.holderOf(id);
      if (!holder.equals(Optional.of(new IdOwner.Unknown()))) {
        throw refusal(pool, id, holder);
      }
    }
    pool.requireReadableOwners();
    return new Proposal<>(
        new IdRelease(pool.id(), List.copyOf(ascending), true), List.of(pool.release(ids)));
  }

  private static PonkeeperException refusal(PoolDraft pool, int id, Optional<IdOwner> holder) {
    if (holder.isEmpty() && !pool.pool().range().contains(id)) {
      return new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("id", id)
          .with("pool", pool.id())
          .with("range", pool.bound().ranges());
    }
    RefusedException error =
        new RefusedException(holder.isPresent() ? ErrorCode.ID_OWNED : ErrorCode.ID_NOT_TAKEN)
            .with("id", id)
            .with("pool", pool.id());
    holder.ifPresent(by -> error.with("held by", by));
    return error;
  }
}
