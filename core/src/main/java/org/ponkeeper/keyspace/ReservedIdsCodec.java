package org.ponkeeper.keyspace;

import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * The reserved GEM port ids: a JSON array of numbers; an empty value and {@code null} mean none.
 */
public final class ReservedIdsCodec {
  private ReservedIdsCodec() {}

  /** Reads the ids. */
  public static Reading<Set<Integer>> decode(Bytes bytes) {
    Set<Integer> ids = new TreeSet<>();
    if (bytes.length() == 0) {
      return new Reading.Read<>(ids);
    }
    try {
      JsonNode json = StoredJson.parse(bytes);
      if (json.isNull()) {
        return new Reading.Read<>(ids);
      }
      if (!json.isArray()) {
        return new Reading.Unreadable<>("not a JSON array");
      }
      for (JsonNode id : json) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
          return new Reading.Unreadable<>("an element is not a number of 0 or more");
        }
        ids.add(id.intValue());
      }
      return new Reading.Read<>(ids);
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    }
  }
}
