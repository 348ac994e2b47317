package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OnuReplacement;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.store.Mutation;

/**
 * Gives an ONU's id, and everything that its owner claimed on the PON, to another owner: the device
 * at the subscriber was replaced. Instances and their ids stay. If the new owner already has the
 * ONU id, nothing changes; so it is safe to repeat.
 *
 * @param onu the ONU
 * @param owner the new owner, usually the serial number of the new device
 * @param ifMatch the etag of the only ONU to replace; empty to replace any
 * @param adapterData the adapter's own mutations in the same transaction
 */
public record ReplaceOnu(
    OnuId onu, OwnerName owner, Optional<Etag> ifMatch, List<Mutation> adapterData)
    implements Request<OnuReplacement> {

  /** Replaces any ONU there. */
  public ReplaceOnu(OnuId onu, OwnerName owner, List<Mutation> adapterData) {
    this(onu, owner, Optional.empty(), adapterData);
  }

  public ReplaceOnu {
    adapterData = List.copyOf(adapterData);
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(pon());
  }

  private int pon() {
    return onu.pon().number();
  }

  @Override
  public Proposal<OnuReplacement> proposeAgain(StateView view, SentAttempt<OnuReplacement> sent) {
    Preconditions.check(view, pon());
    Optional<OwnerName> present = OnuClaims.of(view, onu).owner();
    // The attempt may have been committed, and the ONU replaced or deleted since.
    boolean isUncertain =
        !present.equals(Optional.of(owner))
            && !sent.isNotMade(view)
            && (present.isPresent() || !sent.versions().isEmpty());
    if (isUncertain) {
      throw sent.unknown(view, "the replacement of ONU " + onu);
    }
    return propose(view);
  }

  @Override
  public Proposal<OnuReplacement> propose(StateView view) {
    Preconditions.check(view, pon());
    OnuClaims claims = OnuClaims.of(view, onu);
    if (claims.owner().equals(Optional.of(owner))) {
      return new Proposal<>(
          new OnuReplacement(onu, claims.owner(), owner, List.of()), Change.ofAdapter(adapterData));
    }
    Preconditions.checkMatch(view, onu, ifMatch);
    List<Change> changes =
        new ArrayList<>(claims.owner().isPresent() ? takeOver(view, claims) : claim(view));
    OnuClaims.requireNone(view, pon(), owner);
    changes.addAll(Change.ofAdapter(adapterData));
    CombinedChanges.requireOneTransaction(onu, view.readSet(), changes);
    return new Proposal<>(
        new OnuReplacement(onu, claims.owner(), owner, List.copyOf(claims.claims().keySet())),
        changes);
  }

  private List<Change> takeOver(StateView view, OnuClaims claims) {
    List<Change> changes = new ArrayList<>();
    for (Map.Entry<ClaimKey, Set<Integer>> claim : claims.claims().entrySet()) {
      ClaimKey before = claim.getKey();
      changes.add(claims.without(before));
      changes.add(new Change.PutClaim(new ClaimKey(pon(), before.type(), owner), claim.getValue()));
      // The pool is written so that its version orders all changes of owners.
      changes.add(PoolDraft.of(view, before.type(), pon()).take(claim.getValue()));
    }
    return changes;
  }

  /** The id of an ONU that the Go library created has no owner yet. */
  private List<Change> claim(StateView view) {
    boolean isTaken = OnuClaims.isTakenWithoutOwner(view, onu);
    if (!isTaken && view.allOnOnu(onu).isEmpty()) {
      throw new RefusedException(ErrorCode.ONU_NOT_FOUND).with("ONU", onu);
    }
    PoolDraft pool = PoolDraft.of(view, ResourceType.ONU_ID, pon());
    Optional<IdOwner> holder = pool.holderOf(onu.number());
    if (holder.isPresent() && !isTaken) {
      throw new RefusedException(ErrorCode.ID_OWNED)
          .with("id", onu.number())
          .with("pool", pool.id())
          .with("held by", holder.get());
    }
    if (!pool.offers(onu.number())) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("id", onu.number())
          .with("range", pool.bound().ranges());
    }
    Set<Integer> id = Set.of(onu.number());
    return List.of(
        new Change.PutClaim(new ClaimKey(pon(), ResourceType.ONU_ID, owner), id), pool.take(id));
  }
}
