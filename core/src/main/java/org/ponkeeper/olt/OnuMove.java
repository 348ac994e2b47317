package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.profile.Instance;

/**
 * Result of moving an ONU: what it had, and what it has now. Ids are the same where both PONs use
 * the same pool.
 *
 * @param from the ONU as it was
 * @param to the ONU as it is now
 * @param owner the owner of the ONU id, usually a serial number; empty if it has none
 * @param instances the instances, by UNI port and template
 * @param claims the claims of the owner, that of the ONU id included
 * @param maps the number of per-ONU maps that moved too
 * @param flowInfos the number of flow infos that moved too
 */
public record OnuMove(
    OnuId from,
    OnuId to,
    Optional<OwnerName> owner,
    List<OfInstance> instances,
    List<OfClaim> claims,
    int maps,
    int flowInfos) {

  public OnuMove {
    instances = List.copyOf(instances);
    claims = List.copyOf(claims);
  }

  /**
   * An instance.
   *
   * @param before as it was
   * @param after as it is now
   */
  public record OfInstance(Instance before, Instance after) {}

  /**
   * A claim.
   *
   * @param before the claim as it was
   * @param idsBefore the ids of the ONU in it
   * @param after the claim as it is now
   * @param idsAfter the ids of the ONU in it now
   */
  public record OfClaim(ClaimKey before, IdSet idsBefore, ClaimKey after, IdSet idsAfter) {}
}
