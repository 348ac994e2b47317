package org.ponkeeper.server.api;

import org.ponkeeper.api.v1.ChangeEvent;
import org.ponkeeper.api.v1.ObjectChange;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.GemPortId;

/** A change event as a message. */
final class ChangeMessage {
  private ChangeMessage() {}

  static ChangeEvent of(org.ponkeeper.olt.ChangeEvent event) {
    ChangeEvent.Builder message = ChangeEvent.newBuilder();
    switch (event) {
      case org.ponkeeper.olt.ChangeEvent.Changed changed -> {
        message.setBookmark(changed.bookmark().text());
        changed.changes().forEach(change -> message.addChanges(of(change)));
      }
      case org.ponkeeper.olt.ChangeEvent.Resync again -> message.setResync(true);
    }
    return message.build();
  }

  private static ObjectChange of(org.ponkeeper.olt.ObjectChange change) {
    ObjectChange.Builder message = ObjectChange.newBuilder();
    switch (change) {
      case org.ponkeeper.olt.ObjectChange.InstanceStored stored -> {
        message.setKind(ObjectChange.Kind.STORED);
        name(message, stored);
        stored
            .stored()
            .ifPresent(ids -> {
              message.setAllocId(ids.allocId().value());
              ids.gemPortIds().stream().map(GemPortId::value).forEach(message::addGemPortIds);
            });
      }
      case org.ponkeeper.olt.ObjectChange.InstanceDeleted deleted -> {
        message.setKind(ObjectChange.Kind.DELETED);
        name(message, deleted);
      }
      case org.ponkeeper.olt.ObjectChange.ClaimStored stored -> {
        message.setKind(ObjectChange.Kind.STORED).setName(name(stored));
        stored.ids().ifPresent(message::addAllIds);
      }
      case org.ponkeeper.olt.ObjectChange.ClaimDeleted deleted ->
          message.setKind(ObjectChange.Kind.DELETED).setName(name(deleted));
      case org.ponkeeper.olt.ObjectChange.RegistrationStored stored -> {
        message
            .setKind(ObjectChange.Kind.STORED)
            .setName(ResourceName.of(stored.technology(), stored.olt()));
        stored
            .record()
            .ifPresent(record ->
                message.setOltState(record.state().name()).addAllPonNumbers(record.pons()));
      }
      case org.ponkeeper.olt.ObjectChange.RegistrationDeleted deleted ->
          message
              .setKind(ObjectChange.Kind.DELETED)
              .setName(ResourceName.of(deleted.technology(), deleted.olt()));
      case org.ponkeeper.olt.ObjectChange.TemplateStored stored ->
          message
              .setKind(ObjectChange.Kind.STORED)
              .setName(ResourceName.of(stored.technology(), stored.template()));
      case org.ponkeeper.olt.ObjectChange.TemplateDeleted deleted ->
          message
              .setKind(ObjectChange.Kind.DELETED)
              .setName(ResourceName.of(deleted.technology(), deleted.template()));
    }
    return message.build();
  }

  private static void name(
      ObjectChange.Builder message, org.ponkeeper.olt.ObjectChange.OfInstance of) {
    message.setName(ResourceName.of(of.path())).setPath(of.path().toString());
  }

  private static String name(org.ponkeeper.olt.ObjectChange.OfClaim of) {
    return ResourceName.of(
        of.technology(), of.olt(), new ClaimKey(of.pon().number(), of.type(), of.owner()));
  }
}
