package org.ponkeeper.server.api;

import java.util.Optional;
import org.ponkeeper.api.v1.Claim;
import org.ponkeeper.api.v1.DeleteOnuResponse;
import org.ponkeeper.api.v1.MoveOnuResponse;
import org.ponkeeper.api.v1.MoveOnuResponse.MovedClaim;
import org.ponkeeper.api.v1.MoveOnuResponse.MovedInstance;
import org.ponkeeper.api.v1.Onu;
import org.ponkeeper.api.v1.PoolIds;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuDeletion;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.profile.Instance;

/** ONUs, and what was done with them, as messages. */
final class OnuMessage {
  private OnuMessage() {}

  static Onu of(OnuContents contents) {
    OnuId onu = contents.onu();
    OltId olt = onu.pon().olt();
    Onu.Builder message =
        Onu.newBuilder()
            .setName(ResourceName.of(contents.technology(), onu))
            .setTechnology(contents.technology().text())
            .setOlt(olt.device())
            .setPon(onu.pon().number())
            .setOnu(onu.number())
            .setOwner(text(contents.owner()))
            .setIdTaken(contents.idTaken());
    contents
        .instances()
        .forEach(instance -> message.addInstances(InstanceMessage.of(instance, contents.owner())));
    contents.unreadable().forEach(path -> message.addUnreadable(path.toString()));
    contents
        .claims()
        .forEach((claim, ids) -> message.addClaims(of(contents.technology(), olt, claim, ids)));
    contents.etag().ifPresent(etag -> message.setEtag(etag.text()));
    return message.build();
  }

  private static Claim of(Technology technology, OltId olt, ClaimKey claim, IdSet ids) {
    return Claim.newBuilder()
        .setName(ResourceName.of(technology, olt, claim))
        .setType(IdMessages.of(claim.type()))
        .setOwner(claim.owner().text())
        .addAllIds(ids)
        .build();
  }

  static String text(Optional<OwnerName> owner) {
    return owner.map(OwnerName::text).orElse("");
  }

  /** What a deletion deleted and freed, without the maps and flow infos. */
  static DeleteOnuResponse.Builder of(OnuDeletion deletion) {
    DeleteOnuResponse.Builder message =
        DeleteOnuResponse.newBuilder()
            .setDeleted(deletion.isChanged())
            .setOwner(text(deletion.owner()));
    deletion.instances().stream().map(InstancePath::toString).forEach(message::addInstances);
    deletion.freed().forEach((pool, ids) -> message.addFreed(of(pool, ids)));
    return message;
  }

  private static PoolIds of(PoolId pool, IdSet ids) {
    return PoolIds.newBuilder()
        .setType(IdMessages.of(pool.type()))
        .setIndex(pool.index())
        .addAllIds(IdMessages.of(ids))
        .build();
  }

  static MoveOnuResponse.Builder of(Technology technology, OnuMove move) {
    MoveOnuResponse.Builder message =
        MoveOnuResponse.newBuilder()
            .setName(ResourceName.of(technology, move.to()))
            .setOwner(text(move.owner()))
            .setMaps(move.maps())
            .setFlowInfos(move.flowInfos());
    move.instances().forEach(instance -> message.addInstances(of(instance)));
    move.claims().forEach(claim -> message.addClaims(of(claim)));
    return message;
  }

  private static MovedInstance of(OnuMove.OfInstance moved) {
    Instance before = moved.before();
    Instance after = moved.after();
    return MovedInstance.newBuilder()
        .setPathBefore(before.path().toString())
        .setPathAfter(after.path().toString())
        .setAllocIdBefore(before.allocId().value())
        .setAllocIdAfter(after.allocId().value())
        .addAllGemPortIdsBefore(before.gemPortIds().stream().map(GemPortId::value).toList())
        .addAllGemPortIdsAfter(after.gemPortIds().stream().map(GemPortId::value).toList())
        .build();
  }

  private static MovedClaim of(OnuMove.OfClaim moved) {
    return MovedClaim.newBuilder()
        .setType(IdMessages.of(moved.after().type()))
        .setOwner(moved.after().owner().text())
        .addAllIdsBefore(IdMessages.of(moved.idsBefore()))
        .addAllIdsAfter(IdMessages.of(moved.idsAfter()))
        .build();
  }
}
