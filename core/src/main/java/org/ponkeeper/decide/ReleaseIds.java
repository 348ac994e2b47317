package org.ponkeeper.decide;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/**
 * Releases all ids of an owner of one type on a PON; succeeds if there is no claim.
 *
 * @param claim identifies the claim
 * @param ifMatch the etag of the only claim to release; empty to release any
 */
public record ReleaseIds(ClaimKey claim, Optional<Etag> ifMatch) implements Request<IdRelease> {

  /** Releases any claim. */
  public ReleaseIds(ClaimKey claim) {
    this(claim, Optional.empty());
  }

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
    Set<Integer> ids = existing.required(claim).orElseThrow();
    Etags.requireMatch(ifMatch, view.etagOf(claim), claim);
    return release(ids, pool);
  }

  private Proposal<IdRelease> release(Set<Integer> ids, PoolDraft pool) {
    return new Proposal<>(
        new IdRelease(pool.id(), List.copyOf(ids), true),
        List.of(new Change.DropClaim(claim), pool.releaseOwned(ids)));
  }
}
