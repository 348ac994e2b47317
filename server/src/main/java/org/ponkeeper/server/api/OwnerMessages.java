package org.ponkeeper.server.api;

import org.ponkeeper.api.v1.Claim;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/** The owners of ids, and their claims, as messages. */
final class OwnerMessages {
  private OwnerMessages() {}

  /**
   * The owner of an id.
   *
   * @param technology the technology that was asked about
   * @param olt the OLT of the pool
   */
  static org.ponkeeper.api.v1.IdOwner of(Technology technology, OltId olt, IdOwner owner) {
    org.ponkeeper.api.v1.IdOwner.Builder message = org.ponkeeper.api.v1.IdOwner.newBuilder();
    switch (owner) {
      case IdOwner.ByInstance instance -> message.setInstance(ResourceName.of(instance.path()));
      case IdOwner.ByClaim claim ->
          message.setClaim(ResourceName.of(technology, olt, claim.claim()));
      case IdOwner.ByNeighbour neighbour ->
          message
              .mergeFrom(of(neighbour.technology(), olt, neighbour.owner()))
              .setNeighbourTechnology(neighbour.technology().text());
      case IdOwner.Reserved reserved -> message.setReserved(true);
      case IdOwner.Unknown unknown -> message.setUnknown(true);
      case IdOwner.Outside outside -> message.setOutside(true);
    }
    return message.build();
  }

  static Claim claim(Technology technology, OltId olt, ClaimKey key, Iterable<Integer> ids) {
    Claim.Builder message =
        Claim.newBuilder()
            .setName(ResourceName.of(technology, olt, key))
            .setType(IdMessages.of(key.type()))
            .setOwner(key.owner().text());
    ids.forEach(message::addIds);
    return message.build();
  }
}
