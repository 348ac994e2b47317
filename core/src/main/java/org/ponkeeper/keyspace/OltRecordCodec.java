package org.ponkeeper.keyspace;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The record of an OLT, JSON: {@code {"format":1,"pons":[0,1],"ranges":{"onu":"1-32",…},
 * "shared":{"alloc":1},"pool_keys":"with-technology","full_pools":false,"state":"live"}}; while it
 * is being resized also {@code "resizing_to"}, in the form of {@code "ranges"}.
 *
 * <p>A record with more fields has format 2, which an older Ponkeeper rejects. If PONs have their
 * own ranges: {@code "ranges_by_pon":[{"pons":[2,3],"ranges":{"alloc":"2048-2176"}}]} and {@code
 * "resizing_to_by_pon"}. If creates and deletes also maintain the openolt adapter's state: {@code
 * "adapter_state":true}.
 */
public final class OltRecordCodec {

  /** All PONs have the same ranges, and no adapter state is maintained. */
  static final int FORMAT_1 = 1;

  /** PONs may have their own ranges, and adapter state may be maintained. */
  static final int FORMAT_2 = 2;

  /** A greater format is from a newer Ponkeeper and is not read. */
  private static final int NEWEST = FORMAT_2;

  private OltRecordCodec() {}

  /** Encodes a record. */
  public static Bytes encode(OltRecord record) {
    ObjectNode json = StoredJson.newObject();
    json.put("format", formatOf(record));
    ArrayNode pons = json.putArray("pons");
    record.pons().forEach(pons::add);
    put(json.putObject("ranges"), record.ranges().ofAll());
    putByPon(json, "ranges_by_pon", record.ranges());
    ObjectNode shared = json.putObject("shared");
    record.sharedPools().forEach((type, index) -> shared.put(type.text(), index));
    json.put("pool_keys", record.layout().text());
    json.put("full_pools", record.fullPools());
    json.put("state", record.state().toString());
    if (!record.resizingTo().isEmpty()) {
      put(json.putObject("resizing_to"), record.resizingTo().ofAll());
      putByPon(json, "resizing_to_by_pon", record.resizingTo());
    }
    if (record.adapterState()) {
      json.put("adapter_state", true);
    }
    return StoredJson.encode(json);
  }

  /** The oldest format that has all fields of the record. */
  private static int formatOf(OltRecord record) {
    boolean isByPon = record.ranges().differByPon() || record.resizingTo().differByPon();
    return isByPon || record.adapterState() ? FORMAT_2 : FORMAT_1;
  }

  private static void putByPon(ObjectNode json, String name, OltRanges ranges) {
    if (ranges.differByPon()) {
      ArrayNode groups = json.putArray(name);
      for (OltRanges.Group group : ranges.groups()) {
        ObjectNode some = groups.addObject();
        ArrayNode pons = some.putArray("pons");
        group.pons().forEach(pons::add);
        put(some.putObject("ranges"), group.ranges());
      }
    }
  }

  private static void put(ObjectNode json, Map<ResourceType, IdRanges> ranges) {
    ranges.forEach((type, of) -> json.put(type.text(), of.toString()));
  }

  /** Decodes a record. */
  public static Reading<OltRecord> decode(Bytes bytes) {
    return decode(bytes, NEWEST);
  }

  /** Decodes a record like a Ponkeeper that knows formats up to this one. */
  static Reading<OltRecord> decode(Bytes bytes, int newest) {
    try {
      JsonNode json = StoredJson.object(bytes);
      int format = StoredJson.integer(json, "format", 1, Integer.MAX_VALUE);
      if (format > newest) {
        return new Reading.Unreadable<>("written by a newer Ponkeeper, in format " + format);
      }
      OltRecord.State state = state(StoredJson.text(json, "state"));
      // An unregistered OLT can be deleted, renamed and restored too; its record then has only the
      // state.
      boolean whole =
          state != OltRecord.State.DELETING
              && state != OltRecord.State.RESTORING
              && state != OltRecord.State.RENAMING;
      SortedSet<Integer> pons = pons(json, whole);
      OltRanges ranges = ranges(json, "ranges", "ranges_by_pon", format);
      if (whole) {
        requireRanges(pons, ranges);
      }
      return new Reading.Read<>(
          new OltRecord(
              pons,
              ranges,
              shared(json),
              layout(StoredJson.text(json, "pool_keys")),
              json.path("full_pools").asBoolean(false),
              state,
              ranges(json, "resizing_to", "resizing_to_by_pon", format),
              json.path("adapter_state").asBoolean(false)));
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    } catch (InvalidRequestException e) {
      return new Reading.Unreadable<>(e.getMessage() + " " + e.facts());
    }
  }

  private static SortedSet<Integer> pons(JsonNode json, boolean needed) throws Malformed {
    SortedSet<Integer> pons = new TreeSet<>();
    for (JsonNode pon : json.path("pons")) {
      if (!pon.isIntegralNumber() || pon.asInt(-1) < 0 || pon.asInt(-1) > PonId.LAST) {
        throw new Malformed("\"pons\" holds something that is not the number of a PON");
      }
      pons.add(pon.intValue());
    }
    if (needed && pons.isEmpty()) {
      throw new Malformed("\"pons\" is missing or empty");
    }
    return pons;
  }

  private static void requireRanges(SortedSet<Integer> pons, OltRanges ranges) throws Malformed {
    for (ResourceType type : ResourceType.values()) {
      boolean everyPonHasOne = pons.stream().allMatch(pon -> ranges.of(type, pon).isPresent());
      if (type != ResourceType.FLOW_ID && !everyPonHasOne) {
        throw new Malformed("the range of " + type + " ids is missing");
      }
    }
  }

  private static OltRanges ranges(JsonNode json, String ofAll, String byPon, int format)
      throws Malformed {
    OltRanges ranges = OltRanges.same(ranges(json.path(ofAll)));
    JsonNode groups = json.path(byPon);
    if (!groups.isMissingNode() && (format < FORMAT_2 || !groups.isArray())) {
      throw new Malformed("\"" + byPon + "\" is not a list, or not of this format");
    }
    for (JsonNode group : groups) {
      SortedSet<Integer> pons = pons(group, true);
      for (Map.Entry<ResourceType, IdRanges> of : ranges(group.path("ranges")).entrySet()) {
        for (int pon : pons) {
          if (ranges.byPon().getOrDefault(pon, Map.of()).containsKey(of.getKey())) {
            throw new Malformed("\"" + byPon + "\" has PON " + pon + " twice");
          }
        }
        ranges = ranges.with(pons, of.getKey(), of.getValue());
      }
    }
    return ranges;
  }

  private static Map<ResourceType, IdRanges> ranges(JsonNode json) {
    Map<ResourceType, IdRanges> ranges = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      JsonNode text = json.path(type.text());
      if (text.isString()) {
        ranges.put(type, IdRanges.parse(text.stringValue()));
      }
    }
    return ranges;
  }

  private static Map<ResourceType, Integer> shared(JsonNode json) throws Malformed {
    Map<ResourceType, Integer> shared = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      Optional<Integer> index =
          StoredJson.optionalInteger(json.path("shared"), type.text(), 1, PonId.LAST);
      index.ifPresent(i -> shared.put(type, i));
    }
    return shared;
  }

  private static PoolKeyLayout layout(String text) throws Malformed {
    return PoolKeyLayout.find(text)
        .orElseThrow(() -> new Malformed("\"pool_keys\" is an unknown layout"));
  }

  private static OltRecord.State state(String text) throws Malformed {
    for (OltRecord.State state : OltRecord.State.values()) {
      if (state.toString().equals(text)) {
        return state;
      }
    }
    throw new Malformed("\"state\" is unknown");
  }
}
