package org.ponkeeper.decide;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.PoolBinding;

/**
 * The claims of an ONU: the owner that its ONU id was allocated to, usually a serial number, and
 * everything that this owner has on the PON. If the owner has other ONU ids too, only the ONU id is
 * of the ONU, because nothing shows which of the other ids are.
 *
 * @param owner the owner of the ONU id; empty if it was not allocated to one
 * @param claims the ids of the ONU in the owner's claims
 * @param others the other ids in these claims; empty sets but for that of several ONU ids
 */
record OnuClaims(
    Optional<OwnerName> owner,
    SortedMap<ClaimKey, Set<Integer>> claims,
    Map<ClaimKey, Set<Integer>> others) {

  private static final OnuClaims NONE =
      new OnuClaims(Optional.empty(), new TreeMap<>(), new TreeMap<>());

  /**
   * Reads the claims of an ONU.
   *
   * @throws CorruptDataException if one of them cannot be read, or none is found and one on the PON
   *     cannot be read
   * @throws RefusedException as {@link PoolDraft#of}
   */
  static OnuClaims of(StateView view, OnuId onu) {
    int pon = onu.pon().number();
    if (!hasPool(view, pon)) {
      return NONE;
    }
    PoolDraft pool = onuIds(view, pon);
    Optional<ClaimKey> claim =
        pool.ownersOf(onu.number()).stream()
            .filter(IdOwner.ByClaim.class::isInstance)
            .map(by -> ((IdOwner.ByClaim) by).claim())
            .filter(key -> key.pon() == pon)
            .findFirst();
    if (claim.isEmpty()) {
      pool.requireReadableOwners();
      return NONE;
    }
    return of(claim.get(), of(view, pon, claim.get().owner()), onu.number());
  }

  private static OnuClaims of(
      ClaimKey ofOnuId, SortedMap<ClaimKey, Set<Integer>> claims, int number) {
    Set<Integer> otherOnus = new TreeSet<>(claims.getOrDefault(ofOnuId, Set.of()));
    otherOnus.remove(number);
    Optional<OwnerName> owner = Optional.of(ofOnuId.owner());
    return otherOnus.isEmpty()
        ? new OnuClaims(owner, claims, Map.of())
        : new OnuClaims(
            owner, new TreeMap<>(Map.of(ofOnuId, Set.of(number))), Map.of(ofOnuId, otherOnus));
  }

  /** The claims that an owner has on a PON; errors as {@link #of(StateView, OnuId)}. */
  static SortedMap<ClaimKey, Set<Integer>> of(StateView view, int pon, OwnerName owner) {
    SortedMap<ClaimKey, Set<Integer>> claims = new TreeMap<>();
    for (ResourceType type : ResourceType.values()) {
      ClaimKey key = new ClaimKey(pon, type, owner);
      view.claim(key).required(key).ifPresent(ids -> claims.put(key, ids));
    }
    return claims;
  }

  /**
   * Refuses a request that gives an owner the ids of an ONU if it already has ids on the PON.
   *
   * @throws RefusedException {@code OWNER_HAS_IDS}
   */
  static void requireNone(StateView view, int pon, OwnerName owner) {
    SortedMap<ClaimKey, Set<Integer>> existing = of(view, pon, owner);
    if (!existing.isEmpty()) {
      ClaimKey first = existing.firstKey();
      throw new RefusedException(ErrorCode.OWNER_HAS_IDS)
          .with("owner", owner)
          .with("PON", pon)
          .with("ids", first.type() + " " + NumberRanges.print(new TreeSet<>(existing.get(first))));
    }
  }

  /** Takes the ids of the ONU out of the claim: deletes it if it has no others. */
  Change without(ClaimKey claim) {
    Set<Integer> rest = others.getOrDefault(claim, Set.of());
    return rest.isEmpty() ? new Change.DropClaim(claim) : new Change.PutClaim(claim, rest);
  }

  /** Whether the ONU id is taken in its pool, with an owner on this PON or without any. */
  static boolean isTaken(StateView view, OnuId onu) {
    return of(view, onu).owner().isPresent() || hasNoOwner(view, onu);
  }

  /**
   * Whether the ONU id is taken in a pool of this PON only, and has no owner: the Go library
   * allocates ONU ids in this way. In a pool of several PONs, nothing shows whose such an id is.
   */
  static boolean isTakenWithoutOwner(StateView view, OnuId onu) {
    return hasNoOwner(view, onu)
        && view.registration().ponsOf(onuIds(view, onu.pon().number()).id()).size() == 1;
  }

  private static boolean hasNoOwner(StateView view, OnuId onu) {
    int pon = onu.pon().number();
    return hasPool(view, pon)
        && onuIds(view, pon)
            .holderOf(onu.number())
            .filter(IdOwner.Unknown.class::isInstance)
            .isPresent();
  }

  private static PoolDraft onuIds(StateView view, int pon) {
    return PoolDraft.of(view, ResourceType.ONU_ID, pon);
  }

  /** Whether the range of the PON's ONU ids is known. */
  static boolean hasPool(StateView view, int pon) {
    return !(view.registration().bind(ResourceType.ONU_ID, pon) instanceof PoolBinding.NoRange);
  }
}
