package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;

/** A list of ids: a JSON array of numbers; an empty value and {@code null} mean none. */
public final class IdListCodec {
  private IdListCodec() {}

  /** The ids' bytes, as the Go library writes them: no spaces. */
  public static Bytes encode(Collection<Integer> ids) {
    return Bytes.utf8(ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
  }

  /** Reads the ids, in their order. */
  public static Reading<List<Integer>> decode(Bytes bytes) {
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
      List<Integer> ids = new ArrayList<>();
      for (JsonNode id : json) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
          return new Reading.Unreadable<>(
              "an element is not a number from 0 to " + Integer.MAX_VALUE);
        }
        ids.add(id.intValue());
      }
      return new Reading.Read<>(List.copyOf(ids));
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    }
  }
}
