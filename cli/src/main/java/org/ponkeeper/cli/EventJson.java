package org.ponkeeper.cli;

import org.ponkeeper.olt.ChangeEvent;
import org.ponkeeper.olt.ObjectChange;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import tools.jackson.core.JsonGenerator;

/** Change events as JSON; docs/events.md describes it. */
final class EventJson {
  private EventJson() {}

  /** Writes an event as one object. */
  static void write(JsonGenerator json, ChangeEvent event) {
    json.writeStartObject();
    switch (event) {
      case ChangeEvent.Changed changed -> {
        json.writeStringProperty("event", "changed");
        json.writeStringProperty("bookmark", changed.bookmark().text());
        json.writeArrayPropertyStart("changes");
        changed.changes().forEach(change -> write(json, change));
        json.writeEndArray();
      }
      case ChangeEvent.Resync again -> json.writeStringProperty("event", "resync");
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ObjectChange change) {
    json.writeStartObject();
    switch (change) {
      case ObjectChange.InstanceStored stored -> {
        begin(json, "instance-stored", stored);
        write(json, stored.path());
        stored
            .stored()
            .ifPresent(ids -> {
              json.writeNumberProperty("alloc_id", ids.allocId().value());
              json.writeArrayPropertyStart("gemport_ids");
              ids.gemPortIds().forEach(id -> json.writeNumber(id.value()));
              json.writeEndArray();
            });
      }
      case ObjectChange.InstanceDeleted deleted -> {
        begin(json, "instance-deleted", deleted);
        write(json, deleted.path());
      }
      case ObjectChange.ClaimStored stored -> {
        begin(json, "claim-stored", stored);
        write(json, stored);
        stored
            .ids()
            .ifPresent(ids -> {
              json.writeArrayPropertyStart("ids");
              ids.forEach(json::writeNumber);
              json.writeEndArray();
            });
      }
      case ObjectChange.ClaimDeleted deleted -> {
        begin(json, "claim-deleted", deleted);
        write(json, deleted);
      }
      case ObjectChange.RegistrationStored stored -> {
        begin(json, "olt-stored", stored);
        stored
            .record()
            .ifPresent(record -> {
              json.writeStringProperty("state", record.state().toString());
              json.writeArrayPropertyStart("pons");
              record.pons().forEach(json::writeNumber);
              json.writeEndArray();
            });
      }
      case ObjectChange.RegistrationDeleted deleted -> begin(json, "olt-deleted", deleted);
      case ObjectChange.TemplateStored stored -> {
        begin(json, "template-stored", stored);
        write(json, stored.template());
      }
      case ObjectChange.TemplateDeleted deleted -> {
        begin(json, "template-deleted", deleted);
        write(json, deleted.template());
      }
    }
    json.writeEndObject();
  }

  private static void begin(JsonGenerator json, String kind, ObjectChange change) {
    json.writeStringProperty("kind", kind);
    json.writeStringProperty("technology", change.technology().text());
    if (change instanceof ObjectChange.OfOlt of) {
      json.writeStringProperty("olt", of.olt().device());
    }
  }

  private static void write(JsonGenerator json, InstancePath path) {
    UniPort port = path.uniPort();
    json.writeNumberProperty("pon", port.pon().number());
    json.writeNumberProperty("onu", port.onu().number());
    json.writeNumberProperty("uni", port.number());
    write(json, path.template());
    json.writeStringProperty("path", path.toString());
  }

  private static void write(JsonGenerator json, TechProfileId template) {
    json.writeObjectPropertyStart("template");
    json.writeNumberProperty("id", template.value());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ObjectChange.OfClaim claim) {
    json.writeNumberProperty("pon", claim.pon().number());
    json.writeStringProperty("type", claim.type().text());
    json.writeStringProperty("owner", claim.owner().text());
  }
}
