package org.ponkeeper.decide;

import java.util.List;
import java.util.Set;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/**
 * Releases all ids of an owner of one type on a PON; succeeds if there is no claim.
 *
 * @param claim identifies the claim
 */
public record ReleaseIds(ClaimKey claim) implements Request<IdRelease> {

  @Override
  public Set<Integer> pons() {
    return Set.of(claim.pon());
  }

  @Override
  public Proposal<IdRelease> proposeAgain(StateView view, SentAttempt<IdRelease> sent) {
    Preconditions.check(view, claim.pon());
    if (sent.isFollowedByAnother(view, new ReadKey.OfClaim(claim))) {
      throw InDoubt.unknown("the release of the " + claim);
    }
    return propose(view);
  }

  @Override
  public Proposal<IdRelease> propose(StateView view) {
    Preconditions.check(view, claim.pon());
    PoolDraft pool = PoolDraft.of(view, claim.type(), claim.pon());
    Stored<Set<Integer>> existing = view.claim(claim);
    if (existing.isAbsent()) {
      return Proposal.unchanged(new IdRelease(pool.id(), List.of(), false));
    }
    return release(existing.required(claim).orElseThrow(), pool);
  }

  private Proposal<IdRelease> release(Set<Integer> ids, PoolDraft pool) {
    return new Proposal<>(
        new IdRelease(pool.id(), List.copyOf(ids), true),
        List.of(new Change.DropClaim(claim), pool.releaseOwned(ids)));
  }
}
