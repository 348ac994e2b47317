package org.ponkeeper.cli;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.UniPort;
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

  /** Writes an owner; {@code null} if there is none. */
  static void writeOwner(JsonGenerator json, String name, Optional<OwnerName> owner) {
    owner.ifPresentOrElse(
        of -> json.writeStringProperty(name, of.toString()), () -> json.writeNullProperty(name));
  }

  /** Writes numbers as an array. */
  static void writeIds(JsonGenerator json, String name, Collection<Integer> ids) {
    json.writeArrayPropertyStart(name);
    ids.forEach(json::writeNumber);
    json.writeEndArray();
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
          writeIds(json, "ids", ids);
          json.writeEndObject();
        });
    json.writeEndArray();
  }
}
