package org.ponkeeper.keyspace;

import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The mark of a restore, JSON: {@code
 * {"format":1,"run":"0123456789abcdef","backup":"<id>","releasing":false}}.
 */
public final class RestoreMarkCodec {

  /** The format that is written; a greater one is from a newer Ponkeeper and is not read. */
  private static final int FORMAT = 1;

  private RestoreMarkCodec() {}

  /**
   * What stands in the store while a backup is being restored.
   *
   * @param run which run of a restore works on it: the one that wrote the mark last
   * @param backup which backup it is, so that the same one can be told from another
   * @param releasing whether all content is there, and the OLTs are being given back
   */
  public record Mark(String run, String backup, boolean releasing) {}

  /** The mark's bytes. */
  public static Bytes encode(Mark mark) {
    ObjectNode json = StoredJson.newObject();
    json.put("format", FORMAT);
    json.put("run", mark.run());
    json.put("backup", mark.backup());
    json.put("releasing", mark.releasing());
    return StoredJson.encode(json);
  }

  /** Reads a mark. */
  public static Reading<Mark> decode(Bytes bytes) {
    try {
      JsonNode json = StoredJson.object(bytes);
      int format = StoredJson.integer(json, "format", 1, Integer.MAX_VALUE);
      if (format > FORMAT) {
        return new Reading.Unreadable<>("written by a newer Ponkeeper, in format " + format);
      }
      return new Reading.Read<>(
          new Mark(
              StoredJson.text(json, "run"),
              StoredJson.text(json, "backup"),
              json.path("releasing").asBoolean(false)));
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    }
  }
}
