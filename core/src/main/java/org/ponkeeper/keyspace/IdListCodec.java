package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;

/** A list of ids: a JSON array of numbers. An empty value and {@code null} mean an empty list. */
public final class IdListCodec {

  /** The maximum number of ids in a list: as many as there are 16-bit numbers. */
  public static final int MOST_IDS = 1 << 16;

  private IdListCodec() {}

  /** Encodes the ids as the Go library does: without spaces. */
  public static Bytes encode(Collection<Integer> ids) {
    return Bytes.utf8(ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
  }

  /** Decodes the ids in their order; at most {@value #MOST_IDS}, each 0 or more. */
  public static Reading<List<Integer>> decode(Bytes bytes) {
    return decode(bytes, Integer.MAX_VALUE);
  }

  /**
   * Decodes the ids in their order; at most {@value #MOST_IDS}.
   *
   * @param lastId the greatest id, inclusive; the lowest is 0
   */
  public static Reading<List<Integer>> decode(Bytes bytes, int lastId) {
    if (bytes.length() == 0) {
      return new Reading.Read<>(List.of());
    }
    try {
      JsonNode json = StoredJson.parse(bytes);
      if (json.isNull()) {
        return new Reading.Read<>(List.of());
      }
      if (!json.isArray()) {
        return new Reading.Unreadable<>("not a JSON array");
      }
      if (json.size() > MOST_IDS) {
        return new Reading.Unreadable<>("the list has more than " + MOST_IDS + " ids");
      }
      List<Integer> ids = new ArrayList<>(json.size());
      for (JsonNode id : json) {
        if (!id.isIntegralNumber()
            || !id.canConvertToInt()
            || id.intValue() < 0
            || id.intValue() > lastId) {
          return new Reading.Unreadable<>("an element is not a number from 0 to " + lastId);
        }
        ids.add(id.intValue());
      }
      return new Reading.Read<>(List.copyOf(ids));
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    }
  }
}
