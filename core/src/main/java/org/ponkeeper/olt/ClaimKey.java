package org.ponkeeper.olt;

import java.util.Comparator;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;

/**
 * Identifies a claim: ids of one type that are allocated to an owner on a PON.
 *
 * @param pon the number of the PON that the ids were requested on
 * @param type the type of the ids
 * @param owner the owner of the ids
 */
public record ClaimKey(int pon, ResourceType type, OwnerName owner)
    implements Comparable<ClaimKey> {

  private static final Comparator<ClaimKey> ORDER =
      Comparator.comparingInt(ClaimKey::pon)
          .thenComparing(ClaimKey::type)
          .thenComparing(ClaimKey::owner);

  @Override
  public int compareTo(ClaimKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "claim of " + owner + " to " + type + " ids on PON " + pon;
  }
}
