package org.ponkeeper.decide;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/**
 * Releases all ids of an owner of one type on a PON; succeeds if there is no claim.
 *
 * @param claim identifies the claim
 * @param onlyAtVersion after an unknown outcome, the version of the claim that the first decision
 *     deleted. If the claim is absent, the ids are released; if it has another version, it is
 *     unknown whether this request released earlier ones
 */
public record ReleaseIds(ClaimKey claim, OptionalLong onlyAtVersion) implements Request<IdRelease> {

  /** A first attempt. */
  public ReleaseIds(ClaimKey claim) {
    this(claim, OptionalLong.empty());
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(claim.pon());
  }

  @Override
  public Request<IdRelease> afterUnknownOutcome(OltState decidedOn) {
    long version = decidedOn.versionOf(new ReadKey.OfClaim(claim));
    return onlyAtVersion.isPresent() || version == Stored.ABSENT
        ? this
        : new ReleaseIds(claim, OptionalLong.of(version));
  }

  @Override
  public Proposal<IdRelease> propose(StateView view) {
    Preconditions.check(view, claim.pon());
    PoolDraft pool = PoolDraft.of(view, claim.type(), claim.pon());
    Stored<Set<Integer>> existing = view.claim(claim);
    if (existing.isAbsent()) {
      return Proposal.unchanged(new IdRelease(pool.id(), List.of(), onlyAtVersion.isPresent()));
    }
    if (onlyAtVersion.isPresent() && existing.version() != onlyAtVersion.getAsLong()) {
      // Either the attempt released the ids and they were allocated again, or the attempt was
      // decided on an older state and changed nothing. Do not touch the present claim.
      throw InDoubt.unknown("the release of the " + claim);
    }
    return release(existing.required(claim).orElseThrow(), pool);
  }

  private Proposal<IdRelease> release(Set<Integer> ids, PoolDraft pool) {
    return new Proposal<>(
        new IdRelease(pool.id(), List.copyOf(ids), true),
        List.of(new Change.DropClaim(claim), pool.releaseOwned(ids)));
  }
}
