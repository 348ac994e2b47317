package org.ponkeeper.cli;

import java.util.List;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.PbitMap;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.TrafficQueue;
import org.ponkeeper.profile.UnresolvedInstance;
import org.ponkeeper.profile.XponProfile;
import org.ponkeeper.wire.InstanceMessages;
import org.ponkeeper.wire.MessageJson;
import org.ponkeeper.wire.TrafficMessages;
import tools.jackson.core.JsonGenerator;

/** Writes instances as JSON. Operators' scripts depend on the names. */
final class InstanceJson {
  private InstanceJson() {}

  /** Writes a list with one entry per line. */
  static void writeList(JsonGenerator json, List<Instance> instances, boolean derived) {
    json.writeStartArray();
    for (Instance instance : instances) {
      json.writeRaw("\n");
      write(json, instance, derived);
    }
    json.writeEndArray();
  }

  /** Writes one entry. */
  static void write(JsonGenerator json, Instance instance, boolean derived) {
    json.writeStartObject();
    writePath(json, instance.path());
    switch (instance) {
      case TechProfileInstance resolved -> write(json, resolved, derived);
      case UnresolvedInstance unresolved -> write(json, unresolved);
    }
    json.writeEndObject();
  }

  /** Writes the path, and its parts but the template as properties of their own. */
  static void writePath(JsonGenerator json, InstancePath path) {
    json.writeStringProperty("path", path.toString());
    CommonFields.writeOnuOrUni(json, path.technology(), path.uniPort());
  }

  private static void write(JsonGenerator json, TechProfileInstance instance, boolean derived) {
    json.writeObjectPropertyStart("template");
    json.writeNumberProperty("id", instance.path().template().value());
    json.writeStringProperty("name", instance.template().name());
    json.writeStringProperty("source", instance.source().text());
    json.writeEndObject();
    json.writeName("instance");
    json.writeRawValue(MessageJson.print(InstanceMessages.of(instance)));
    if (derived) {
      writeDerived(json, instance);
    }
  }

  private static void write(JsonGenerator json, UnresolvedInstance instance) {
    json.writeObjectPropertyStart("template");
    json.writeNumberProperty("id", instance.path().template().value());
    json.writeNullProperty("name");
    json.writeStringProperty("source", "none");
    json.writeEndObject();
    json.writeNullProperty("instance");
    json.writeNumberProperty("alloc_id", instance.allocId().value());
    writeIds(json, "gemport_ids", instance.gemPortIds());
    json.writeStringProperty("problem", instance.problem());
  }

  /** Writes the properties {@code freed_alloc_id} and {@code freed_gemport_ids}. */
  static void writeFreed(JsonGenerator json, DeleteResult deleted) {
    deleted
        .freedAllocId()
        .ifPresentOrElse(
            id -> json.writeNumberProperty("freed_alloc_id", id.value()),
            () -> json.writeNullProperty("freed_alloc_id"));
    writeIds(json, "freed_gemport_ids", deleted.freedGemPortIds());
  }

  /** Writes a property with a list of ids. */
  static void writeIds(JsonGenerator json, String name, List<GemPortId> ids) {
    json.writeArrayPropertyStart(name);
    ids.forEach(id -> json.writeNumber(id.value()));
    json.writeEndArray();
  }

  private static void writeDerived(JsonGenerator json, TechProfileInstance instance) {
    if (instance.template() instanceof XponProfile) {
      writeScheduler(json, "us_scheduler_config", instance, Direction.UPSTREAM);
      writeScheduler(json, "ds_scheduler_config", instance, Direction.DOWNSTREAM);
      writeQueues(json, "us_traffic_queues", instance.trafficQueues(Direction.UPSTREAM));
      writeQueues(json, "ds_traffic_queues", instance.trafficQueues(Direction.DOWNSTREAM));
      writeQueues(json, "multicast_traffic_queues", instance.multicastTrafficQueues());
    }
    writePbits(json, "us_gemport_for_pbit", instance, Direction.UPSTREAM);
    writePbits(json, "ds_gemport_for_pbit", instance, Direction.DOWNSTREAM);
  }

  private static void writeScheduler(
      JsonGenerator json, String name, TechProfileInstance instance, Direction direction) {
    instance
        .scheduler(direction)
        .ifPresent(scheduler -> {
          json.writeName(name);
          json.writeRawValue(MessageJson.print(TrafficMessages.of(scheduler)));
        });
  }

  private static void writeQueues(JsonGenerator json, String name, List<TrafficQueue> queues) {
    json.writeArrayPropertyStart(name);
    for (TrafficQueue queue : queues) {
      json.writeRawValue(MessageJson.print(TrafficMessages.of(queue)));
    }
    json.writeEndArray();
  }

  private static void writePbits(
      JsonGenerator json, String name, TechProfileInstance instance, Direction direction) {
    json.writeObjectPropertyStart(name);
    for (int pbit = 0; pbit < PbitMap.PBITS; pbit++) {
      int gemPort = instance.gemPortId(direction, pbit);
      if (gemPort >= 0) {
        json.writeNumberProperty(Integer.toString(pbit), gemPort);
      }
    }
    json.writeEndObject();
  }
}
