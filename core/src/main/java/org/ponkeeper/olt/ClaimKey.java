package org.ponkeeper.olt;

import java.util.Comparator;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;

/**
 * Which claim it is: ids of a type that were allocated on a PON to an owner.
 *
 * @param pon the number of the PON that they were asked for on
 * @param type what the ids are
 * @param owner whom they were allocated to
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
