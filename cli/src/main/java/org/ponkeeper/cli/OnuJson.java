package org.ponkeeper.cli;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Key;
import tools.jackson.core.JsonGenerator;

/** Formats ONUs and UNI ports for tables and JSON. */
final class OnuJson {
  private OnuJson() {}

  /** The UNI port's number; {@code -} for a whole ONU. */
  static String uni(OnuOrUni of) {
    return of instanceof UniPort uni ? Integer.toString(uni.number()) : "-";
  }

  /** Writes the properties {@code technology}, {@code olt}, {@code pon} and {@code onu}. */
  static void writeId(JsonGenerator json, OnuContents onu) {
    CommonFields.writeOnu(json, onu.technology(), onu.onu());
  }

  /** Writes an ONU that was moved: what it has now, and what it had before. */
  static void write(JsonGenerator json, Technology technology, OnuMove move, List<Key> staying) {
    json.writeStartObject();
    CommonFields.writeOnu(json, technology, move.to());
    json.writeObjectPropertyStart("moved_from");
    json.writeNumberProperty("pon", move.from().pon().number());
    json.writeNumberProperty("onu", move.from().number());
    json.writeEndObject();
    writeOwner(json, "owner", move.owner());
    json.writeArrayPropertyStart("instances");
    for (OnuMove.OfInstance instance : move.instances()) {
      json.writeStartObject();
      writeIds(json, instance.after());
      json.writeObjectPropertyStart("moved_from");
      writeIds(json, instance.before());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("claims");
    for (OnuMove.OfClaim claim : move.claims()) {
      json.writeStartObject();
      json.writeStringProperty("type", claim.after().type().toString());
      CommonFields.writeNumbers(json, "ids", claim.idsAfter());
      CommonFields.writeNumbers(json, "previous_ids", claim.idsBefore());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberProperty("maps", move.maps());
    json.writeNumberProperty("flow_infos", move.flowInfos());
    writeStaying(json, staying);
    json.writeEndObject();
  }

  private static void writeIds(JsonGenerator json, Instance instance) {
    json.writeStringProperty("path", instance.path().toString());
    json.writeNumberProperty("alloc_id", instance.allocId().value());
    CommonFields.writeNumbers(
        json, "gemport_ids", instance.gemPortIds().stream().map(GemPortId::value).toList());
  }

  /** Writes the property {@code not_changed}: keys that a change of the ONU leaves as they are. */
  static void writeStaying(JsonGenerator json, List<Key> keys) {
    json.writeArrayPropertyStart("not_changed");
    keys.forEach(key -> json.writeString(key.text()));
    json.writeEndArray();
  }

  /** Writes an owner; {@code null} if there is none. */
  static void writeOwner(JsonGenerator json, String name, Optional<OwnerName> owner) {
    owner.ifPresentOrElse(
        of -> json.writeStringProperty(name, of.toString()), () -> json.writeNullProperty(name));
  }

  /** Writes paths as an array. */
  static void writePaths(JsonGenerator json, String name, List<InstancePath> paths) {
    json.writeArrayPropertyStart(name);
    paths.forEach(path -> json.writeString(path.toString()));
    json.writeEndArray();
  }

  /** Writes the property {@code claims}. */
  static void writeClaims(JsonGenerator json, OnuContents onu) {
    json.writeArrayPropertyStart("claims");
    onu.claims()
        .forEach((claim, ids) -> {
          json.writeStartObject();
          json.writeStringProperty("type", claim.type().toString());
          CommonFields.writeNumbers(json, "ids", ids);
          json.writeEndObject();
        });
    json.writeEndArray();
  }
}
