package org.ponkeeper.decide;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.IdAllocation;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.state.Change;

/**
 * Allocates ids to a named owner: the lowest free ids, all of them or none. If the owner already
 * has a claim, its ids are returned. So it is safe to repeat, also after an unknown outcome.
 *
 * @param claim identifies the claim
 * @param count how many ids, 1 to {@value #MAX_COUNT}
 * @param wanted exactly these ids; if empty, the lowest free ones
 */
public record AllocateIds(ClaimKey claim, int count, Set<Integer> wanted)
    implements Request<IdAllocation> {

  /** The maximum number of ids of one claim. */
  public static final int MAX_COUNT = 1024;

  public AllocateIds {
    wanted = Set.copyOf(wanted);
    if (count < 1 || count > MAX_COUNT) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("count", count)
          .with("legal", "1-" + MAX_COUNT);
    }
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(claim.pon());
  }

  @Override
  public Proposal<IdAllocation> propose(StateView view) {
    Preconditions.check(view, claim.pon());
    view.requireReservedIds();
    PoolDraft pool = PoolDraft.of(view, claim.type(), claim.pon());
    Optional<Set<Integer>> existing = view.claim(claim).required(claim);
    return existing.isPresent()
        ? existing(existing.get(), pool.id())
        : allocate(pool, view.technology());
  }

  private Proposal<IdAllocation> existing(Set<Integer> ids, PoolId pool) {
    boolean same = wanted.isEmpty() ? ids.size() == count : ids.equals(wanted);
    if (!same) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("owner", claim.owner())
          .with("asked for", wanted.isEmpty() ? count : new TreeSet<>(wanted))
          .with("already has", ids);
    }
    return Proposal.unchanged(new IdAllocation(pool, List.copyOf(ids), false));
  }

  private Proposal<IdAllocation> allocate(PoolDraft pool, Technology technology) {
    Set<Integer> multicast = pool.multicastIds();
    List<Integer> ids;
    if (wanted.isEmpty()) {
      ids = Arrays.stream(pool.lowestFree(count, multicast)).boxed().toList();
    } else {
      ids = List.copyOf(new TreeSet<>(wanted));
      ids.forEach(id -> requireFree(pool, id, multicast, technology));
    }
    return new Proposal<>(
        new IdAllocation(pool.id(), ids, true),
        List.of(new Change.PutClaim(claim, new TreeSet<>(ids)), pool.take(ids)));
  }

  private void requireFree(PoolDraft pool, int id, Set<Integer> multicast, Technology technology) {
    if (!pool.offers(id)) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("id", id)
          .with("range", pool.bound().ranges())
          .with("legal", claim.type().legalSpace(technology));
    }
    Optional<IdOwner> holder = pool.holderOf(id);
    if (holder.isPresent() || multicast.contains(id)) {
      throw new RefusedException(ErrorCode.ID_OWNED)
          .with("id", id)
          .with("pool", pool.id())
          .with("held by", holder.orElse(new IdOwner.Reserved()));
    }
  }
}
