package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;

/**
 * Result of replacing the device of an ONU.
 *
 * @param onu the ONU
 * @param before the owner that had the ONU id; empty if it had none
 * @param owner the owner that has it now
 * @param claims the claims of the former owner that the new one took over; empty if the new owner
 *     already had the ONU id
 */
public record OnuReplacement(
    OnuId onu, Optional<OwnerName> before, OwnerName owner, List<ClaimKey> claims) {

  public OnuReplacement {
    claims = List.copyOf(claims);
  }

  /** Whether this call changed the owner. */
  public boolean isChanged() {
    return !before.equals(Optional.of(owner));
  }
}
