package org.ponkeeper.decide;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.PoolBinding;

/**
 * The claims of an ONU: the owner that its ONU id was allocated to, usually a serial number, and
 * everything that this owner has on the PON.
 *
 * @param owner the owner of the ONU id; empty if it was not allocated to one
 * @param claims the ids of the owner's claims on the PON
 */
record OnuClaims(Optional<OwnerName> owner, SortedMap<ClaimKey, Set<Integer>> claims) {

  private static final OnuClaims NONE = new OnuClaims(Optional.empty(), new TreeMap<>());

  /**
   * Reads the claims of an ONU.
   *
   * @throws CorruptDataException if one of them cannot be read, or none is found and one on the PON
   *     cannot be read
   */
  static OnuClaims of(StateView view, OnuId onu) {
    int pon = onu.pon().number();
    if (!(view.registration().bind(ResourceType.ONU_ID, pon) instanceof PoolBinding.Bound)) {
      return NONE;
    }
    PoolDraft pool = PoolDraft.of(view, ResourceType.ONU_ID, pon);
    Optional<OwnerName> owner =
        pool.ownersOf(onu.number()).stream()
            .filter(IdOwner.ByClaim.class::isInstance)
            .map(by -> ((IdOwner.ByClaim) by).claim())
            .filter(claim -> claim.pon() == pon)
            .map(ClaimKey::owner)
            .findFirst();
    if (owner.isEmpty()) {
      pool.requireReadableOwners();
      return NONE;
    }
    return new OnuClaims(owner, of(view, pon, owner.get()));
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
}
