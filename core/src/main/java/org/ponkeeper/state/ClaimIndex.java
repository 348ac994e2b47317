package org.ponkeeper.state;

import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;

/**
 * What a search looks up in the claims of a PON, so that it need not go through them. Immutable.
 */
final class ClaimIndex {

  private final Set<ResourceType> types = EnumSet.noneOf(ResourceType.class);

  /** The {@linkplain #hash hash} of each claim's owner, ascending. */
  private final char[] hashes;

  private @Nullable OwnerName[] onus = new @Nullable OwnerName[0];

  ClaimIndex(SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    hashes = new char[claims.size()];
    int n = 0;
    for (Map.Entry<ClaimKey, Stored<Set<Integer>>> claim : claims.entrySet()) {
      ClaimKey key = claim.getKey();
      types.add(key.type());
      hashes[n++] = hash(key.owner());
      if (key.type() == ResourceType.ONU_ID
          && claim.getValue() instanceof Stored.Present<Set<Integer>> held) {
        held.value().forEach(onu -> addOnu(onu, key.owner()));
      }
    }
    Arrays.sort(hashes);
  }

  /** A hash of 16 bits. */
  static char hash(OwnerName owner) {
    int hash = owner.hashCode();
    return (char) (hash ^ hash >>> Character.SIZE);
  }

  /** Adds the hashes of the owners. */
  void addHashes(BitSet all) {
    for (char hash : hashes) {
      all.set(hash);
    }
  }

  private void addOnu(int onu, OwnerName owner) {
    if (onu <= OnuId.LAST) {
      if (onu >= onus.length) {
        onus = Arrays.copyOf(onus, Math.max(onu + 1, Math.min(OnuId.LAST + 1, 2 * onus.length)));
      }
      if (onus[onu] == null) {
        onus[onu] = owner;
      }
    }
  }

  /** Whether there are claims to ids of the type. */
  boolean has(ResourceType type) {
    return types.contains(type);
  }

  /** False if the owner has no claim; otherwise it probably has one. */
  boolean mayHave(OwnerName owner) {
    return Arrays.binarySearch(hashes, hash(owner)) >= 0;
  }

  /** The first owner with a readable claim to the ONU's id. */
  Optional<OwnerName> ownerOfOnu(int onu) {
    return onu < onus.length ? Optional.ofNullable(onus[onu]) : Optional.empty();
  }
}
