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
   * The mark that the store has while a backup is being restored.
   *
   * @param run the run of the restore that wrote the mark last and works on it
   * @param backup identifies the backup
   * @param releasing whether all content is restored, and the OLTs are being unlocked
   */
  public record Mark(String run, String backup, boolean releasing) {}

  /** Encodes a mark. */
  public static Bytes encode(Mark mark) {
    ObjectNode json = StoredJson.newObject();
    json.put("format", FORMAT);
    json.put("run", mark.run());
    json.put("backup", mark.backup());
    json.put("releasing", mark.releasing());
    return StoredJson.encode(json);
  }

  /** Decodes a mark. */
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
