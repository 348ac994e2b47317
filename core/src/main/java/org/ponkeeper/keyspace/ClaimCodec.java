package org.ponkeeper.keyspace;

import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.ponkeeper.decide.AllocateIds;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * A claim: {@code {"ids":[1024,1025]}}, ascending, 1 to {@value AllocateIds#MAX_COUNT} ids of 0 to
 * {@value IdRange#MAX_ID}.
 */
public final class ClaimCodec {
  private ClaimCodec() {}

  /** Encodes a claim. */
  public static Bytes encode(Set<Integer> ids) {
    StringJoiner list = new StringJoiner(",", "{\"ids\":[", "]}");
    new TreeSet<>(ids).forEach(id -> list.add(Integer.toString(id)));
    return Bytes.utf8(list.toString());
  }

  /** Bytes that the value of every claim to the id contains: its digits. */
  public static Bytes bytesOf(int id) {
    return Bytes.utf8(Integer.toString(id));
  }

  /**
   * Whether a value may be a claim to the id: its digits are there as a whole number. Faster than
   * decoding.
   */
  public static boolean mayInclude(Bytes value, int id) {
    String text = value.toUtf8();
    String digits = Integer.toString(id);
    for (int at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
      if (!isDigit(text, at - 1) && !isDigit(text, at + digits.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(String text, int at) {
    return at >= 0 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
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
