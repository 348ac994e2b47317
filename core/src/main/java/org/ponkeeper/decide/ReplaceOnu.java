package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
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
 * @param adapterData the adapter's own mutations in the same transaction
 */
public record ReplaceOnu(OnuId onu, OwnerName owner, List<Mutation> adapterData)
    implements Request<OnuReplacement> {

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
  public Proposal<OnuReplacement> propose(StateView view) {
    Preconditions.check(view, pon());
    OnuClaims claims = OnuClaims.of(view, onu);
    if (claims.owner().filter(owner::equals).isPresent()) {
      return new Proposal<>(
          new OnuReplacement(onu, claims.owner(), owner, List.of()), Change.ofAdapter(adapterData));
    }
    PoolDraft onuIds = PoolDraft.of(view, ResourceType.ONU_ID, pon());
    boolean exists =
        claims.owner().isPresent()
            || !view.onOnu(onu).isEmpty()
            || onuIds.pool().isTaken(onu.number());
    if (!exists) {
      throw new RefusedException(ErrorCode.ONU_NOT_FOUND).with("ONU", onu);
    }
    requireWithoutClaims(view);
    return claims.owner().isPresent() ? takeOver(view, claims) : claim(onuIds);
  }

  private void requireWithoutClaims(StateView view) {
    SortedMap<ClaimKey, Set<Integer>> existing = OnuClaims.of(view, pon(), owner);
    if (!existing.isEmpty()) {
      ClaimKey first = existing.firstKey();
      throw new RefusedException(ErrorCode.OWNER_HAS_IDS)
          .with("owner", owner)
          .with("PON", pon())
          .with("ids", first.type() + " " + existing.get(first));
    }
  }

  private Proposal<OnuReplacement> takeOver(StateView view, OnuClaims claims) {
    CombinedChanges changes = new CombinedChanges(view);
    for (Map.Entry<ClaimKey, Set<Integer>> claim : claims.claims().entrySet()) {
      ClaimKey before = claim.getKey();
      ClaimKey after = new ClaimKey(pon(), before.type(), owner);
      PoolDraft pool = PoolDraft.of(view, before.type(), pon());
      // The pool is written so that its version orders all changes of owners.
      changes.add(
          List.of(
              new Change.DropClaim(before),
              new Change.PutClaim(after, claim.getValue()),
              pool.take(claim.getValue())));
    }
    changes.add(Change.ofAdapter(adapterData));
    changes.requireRoom(onu);
    return new Proposal<>(
        new OnuReplacement(onu, claims.owner(), owner, List.copyOf(claims.claims().keySet())),
        changes.toList());
  }

  /** The id of an ONU that the Go library created has no owner yet. */
  private Proposal<OnuReplacement> claim(PoolDraft onuIds) {
    Set<Integer> id = Set.of(onu.number());
    ClaimKey claim = new ClaimKey(pon(), ResourceType.ONU_ID, owner);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.PutClaim(claim, id));
    changes.add(onuIds.take(id));
    changes.addAll(Change.ofAdapter(adapterData));
    return new Proposal<>(new OnuReplacement(onu, Optional.empty(), owner, List.of()), changes);
  }
}
