package org.ponkeeper.cli;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.olt.RemovedPon;
import org.ponkeeper.olt.UnregistrationResult;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import tools.jackson.core.JsonGenerator;

/** Writes OLTs as JSON. Operators' scripts depend on the names. */
final class OltJson {
  private OltJson() {}

  /** Writes known OLTs, one per line. */
  static void writeList(JsonGenerator json, List<KnownOlt> known) {
    json.writeStartArray();
    for (KnownOlt olt : known) {
      json.writeRaw("\n");
      json.writeStartObject();
      olt.technology()
          .ifPresentOrElse(
              technology -> json.writeStringProperty("technology", technology.text()),
              () -> json.writeNullProperty("technology"));
      json.writeStringProperty("olt", olt.olt().device());
      json.writeStringProperty("device", olt.olt().device());
      json.writeBooleanProperty("registered", olt.registered());
      olt.state().ifPresent(state -> json.writeStringProperty("state", state.toString()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes the result of registering an OLT. */
  static void write(
      JsonGenerator json, Technology technology, OltId olt, RegistrationResult answer) {
    json.writeStartObject();
    CommonFields.writeOltAndDevice(json, technology, olt);
    json.writeBooleanProperty("registered", true);
    json.writeBooleanProperty("written", answer.written());
    writePons(json, answer.record().pons());
    writeRecord(json, answer.record());
    writeLayout(json, answer.record().layout());
    json.writeEndObject();
  }

  /** Writes the previous registration of an unregistered OLT. */
  static void write(
      JsonGenerator json,
      Technology technology,
      OltId olt,
      UnregistrationResult unregistered,
      DryRun dryRun) {
    OltRecord record = unregistered.record();
    json.writeStartObject();
    CommonFields.writeOltAndDevice(json, technology, olt);
    json.writeBooleanProperty("registered", dryRun.isAsked());
    json.writeObjectPropertyStart("record");
    writePons(json, record.pons());
    writeRecord(json, record);
    writeLayout(json, record.layout());
    json.writeEndObject();
    json.writeArrayPropertyStart("forgotten");
    unregistered.forgotten().forEach(json::writeString);
    json.writeEndArray();
    dryRun.write(json);
    json.writeEndObject();
  }

  /** Writes the result of removing a PON. */
  static void write(
      JsonGenerator json, Technology technology, OltId olt, int pon, RemovedPon removed) {
    json.writeStartObject();
    CommonFields.writeOlt(json, technology, olt);
    json.writeNumberProperty("pon", pon);
    CommonFields.writeNumbers(json, "pon_numbers", removed.record().pons());
    json.writeArrayPropertyStart("pools_removed");
    for (PoolId pool : removed.pools()) {
      json.writeStartObject();
      json.writeStringProperty("type", pool.type().text());
      json.writeNumberProperty("pool", pool.index());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Writes the overview of an OLT. */
  static void write(JsonGenerator json, OltOverview overview, List<PoolUsage> usage) {
    json.writeStartObject();
    CommonFields.writeOltAndDevice(json, overview.technology(), overview.olt());
    json.writeBooleanProperty("registered", overview.record().isPresent());
    writePons(json, overview.pons());
    overview.record().ifPresent(record -> writeRecord(json, record));
    writeLayout(json, overview.layout());
    json.writeNumberProperty("instances", overview.instances());
    json.writeArrayPropertyStart("pools");
    overview.pools().forEach(pool -> write(json, pool));
    json.writeEndArray();
    json.writeArrayPropertyStart("usage");
    usage.forEach(of -> write(json, of));
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Writes what was deleted of an OLT. */
  static void write(JsonGenerator json, OltContents deleted, DryRun dryRun) {
    json.writeStartObject();
    CommonFields.writeOltAndDevice(json, deleted.technology(), deleted.olt());
    json.writeNumberProperty("instances", deleted.instances());
    json.writeNumberProperty("older_instances", deleted.olderInstances());
    json.writeNumberProperty("pools", deleted.pools());
    json.writeNumberProperty("onu_maps", deleted.onuMaps());
    json.writeNumberProperty("flow_infos", deleted.flowInfos());
    json.writeNumberProperty("claims", deleted.claims());
    json.writeNumberProperty("others", deleted.others());
    json.writeNumberProperty("records", deleted.records());
    dryRun.write(json);
    json.writeEndObject();
  }

  private static void writeRecord(JsonGenerator json, OltRecord record) {
    writeRanges(json, "ranges", record.ranges().ofAll());
    writeByPon(json, "ranges_by_pon", record.ranges());
    writeOffered(json, "offered_ids", record.ranges(), record.pons());
    json.writeObjectPropertyStart("shared");
    record.sharedPools().forEach((type, index) -> json.writeNumberProperty(name(type), index));
    json.writeEndObject();
    json.writeBooleanProperty("full_pools", record.fullPools());
    if (record.adapterState()) {
      json.writeBooleanProperty("adapter_state", true);
    }
    json.writeStringProperty("state", state(record));
    if (!record.resizingTo().isEmpty()) {
      writeRanges(json, "resizing_to", record.resizingTo().ofAll());
      writeByPon(json, "resizing_to_by_pon", record.resizingTo());
      writeOffered(json, "offered_ids_to_come", record.resizingTo(), record.pons());
    }
  }

  /** Writes the PONs with their own ranges, if there are any. */
  private static void writeByPon(JsonGenerator json, String name, OltRanges ranges) {
    if (!ranges.differByPon()) {
      return;
    }
    json.writeArrayPropertyStart(name);
    for (OltRanges.Group group : ranges.groups()) {
      json.writeStartObject();
      writePons(json, group.pons());
      writeRanges(json, "ranges", group.ranges());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeRanges(
      JsonGenerator json, String name, Map<ResourceType, IdRanges> ranges) {
    json.writeObjectPropertyStart(name);
    ranges.forEach((type, of) -> json.writeStringProperty(name(type), of.toString()));
    json.writeEndObject();
  }

  /** Writes the ranges of each type, with the PONs that offer them. */
  private static void writeOffered(
      JsonGenerator json, String name, OltRanges ranges, SortedSet<Integer> pons) {
    json.writeArrayPropertyStart(name);
    for (ResourceType type : ResourceType.values()) {
      ranges
          .pons(type, pons)
          .forEach((offered, of) -> {
            json.writeStartObject();
            json.writeStringProperty("type", type.text());
            CommonFields.writeNumbers(json, "pon_numbers", of);
            CommonFields.writeRanges(json, offered);
            json.writeEndObject();
          });
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, PoolUsage usage) {
    json.writeStartObject();
    json.writeStringProperty("type", usage.pool().type().text());
    json.writeNumberProperty("pool", usage.pool().index());
    if (usage.shared()) {
      json.writeNullProperty("pon");
    } else {
      json.writeNumberProperty("pon", usage.pool().index());
    }
    CommonFields.writeRanges(json, usage.ranges());
    json.writeNumberProperty("used", usage.used());
    json.writeNumberProperty("free", usage.free());
    json.writeNumberProperty("percent_used", usage.percentUsed());
    json.writeEndObject();
  }

  private static void writePons(JsonGenerator json, SortedSet<Integer> pons) {
    json.writeStringProperty("pons", NumberRanges.print(pons));
    CommonFields.writeNumbers(json, "pon_numbers", pons);
  }

  private static void writeLayout(JsonGenerator json, PoolKeyLayout layout) {
    json.writeStringProperty("pool_keys", layout.text());
  }

  private static void write(JsonGenerator json, OltOverview.Pool pool) {
    json.writeStartObject();
    json.writeStringProperty("type", name(pool.id().type()));
    json.writeNumberProperty("index", pool.id().index());
    pool.range()
        .ifPresentOrElse(
            range -> {
              json.writeStringProperty("range", range.toString());
              CommonFields.writeRanges(json, IdRanges.of(range));
              json.writeNumberProperty("taken", pool.taken());
            },
            () -> {
              json.writeNullProperty("range");
              json.writeNullProperty("id_ranges");
              json.writeNullProperty("taken");
            });
    json.writeEndObject();
  }

  private static String name(ResourceType type) {
    return type.text().replace('-', '_');
  }

  /** The state of an OLT as a whole. */
  static String state(OltRecord record) {
    return record.state().toString();
  }
}
