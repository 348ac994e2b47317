package org.ponkeeper.keyspace;

import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.decide.AllocateIds;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A claim: {@code {"ids":[1024,1025]}}, ascending, 1 to {@value AllocateIds#MAX_COUNT} ids of 0 to
 * {@value IdRange#MAX_ID}.
 */
public final class ClaimCodec {
  private ClaimCodec() {}

  /** Encodes a claim. */
  public static Bytes encode(Set<Integer> ids) {
    ObjectNode json = StoredJson.newObject();
    ArrayNode array = json.putArray("ids");
    new TreeSet<>(ids).forEach(array::add);
    return StoredJson.encode(json);
  }

  /** Bytes that the value of every claim to the id contains: its digits. */
  public static Bytes bytesOf(int id) {
    return Bytes.utf8(Integer.toString(id));
  }

  /** Decodes a claim. */
  public static Reading<Set<Integer>> decode(Bytes bytes) {
    Set<Integer> ids = new TreeSet<>();
    try {
      JsonNode json = StoredJson.object(bytes).path("ids");
      for (JsonNode id : json) {
        if (!id.isIntegralNumber()
            || !id.canConvertToInt()
            || id.intValue() < 0
            || id.intValue() > IdRange.MAX_ID) {
          return new Reading.Unreadable<>("an id is not a number from 0 to " + IdRange.MAX_ID);
        }
        ids.add(id.intValue());
        if (ids.size() > AllocateIds.MAX_COUNT) {
          return new Reading.Unreadable<>("it has more than " + AllocateIds.MAX_COUNT + " ids");
        }
      }
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    }
    return ids.isEmpty()
        ? new Reading.Unreadable<>("\"ids\" is missing or empty")
        : new Reading.Read<>(ids);
  }
}
