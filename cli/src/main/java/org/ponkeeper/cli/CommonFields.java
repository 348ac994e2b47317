package org.ponkeeper.cli;

import java.util.Collection;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import tools.jackson.core.JsonGenerator;

/** Writes the properties that have the same name and form in the documents of all commands. */
final class CommonFields {
  private CommonFields() {}

  /** Writes {@code technology} and {@code olt}. */
  static void writeOlt(JsonGenerator json, Technology technology, OltId olt) {
    json.writeStringProperty("technology", technology.text());
    json.writeStringProperty("olt", olt.device());
  }

  /** Writes {@code technology} and {@code olt}, and {@code device}, the older name of the OLT. */
  static void writeOltAndDevice(JsonGenerator json, Technology technology, OltId olt) {
    writeOlt(json, technology, olt);
    json.writeStringProperty("device", olt.device());
  }

  /** Writes {@code technology}, {@code olt}, {@code pon} and {@code onu}. */
  static void writeOnu(JsonGenerator json, Technology technology, OnuId onu) {
    writeOlt(json, technology, onu.pon().olt());
    json.writeNumberProperty("pon", onu.pon().number());
    json.writeNumberProperty("onu", onu.number());
  }

  /**
   * Writes {@code technology}, {@code olt}, {@code pon}, {@code onu} and {@code uni}, which is
   * {@code null} for a whole ONU.
   */
  static void writeOnuOrUni(JsonGenerator json, Technology technology, OnuOrUni of) {
    writeOlt(json, technology, of.onu().pon().olt());
    writeWithinOlt(json, of);
  }

  /** Writes {@code pon}, {@code onu} and {@code uni}, which is {@code null} for a whole ONU. */
  static void writeWithinOlt(JsonGenerator json, OnuOrUni of) {
    json.writeNumberProperty("pon", of.onu().pon().number());
    json.writeNumberProperty("onu", of.onu().number());
    if (of instanceof UniPort uni) {
      json.writeNumberProperty("uni", uni.number());
    } else {
      json.writeNullProperty("uni");
    }
  }

  /** Writes {@code id_ranges}: each range with its first and its last id. */
  static void writeRanges(JsonGenerator json, IdRanges ranges) {
    json.writeArrayPropertyStart("id_ranges");
    ranges.parts().forEach(range -> write(json, range));
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, IdRange range) {
    json.writeStartObject();
    json.writeNumberProperty("first", range.first());
    json.writeNumberProperty("last", range.last());
    json.writeEndObject();
  }

  /** Writes numbers as an array. */
  static void writeNumbers(JsonGenerator json, String name, Collection<Integer> numbers) {
    json.writeArrayPropertyStart(name);
    numbers.forEach(json::writeNumber);
    json.writeEndArray();
  }
}
