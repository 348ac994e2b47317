package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import org.ponkeeper.maintenance.BackupHeader.MalformedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last line of a backup: {@code {"ponkeeper_backup_end":{"keys":9,"left_out":0,
 * "restoring":false}}}. A file with a header and without an end was truncated.
 *
 * @param keys the number of keys in the file
 * @param leftOut the number of keys of its scope that it could not contain
 * @param restoring whether it was exported during an unfinished restore
 */
public record BackupEnd(long keys, long leftOut, boolean restoring) {

  /** The name of the object in the line. */
  public static final String NAME = "ponkeeper_backup_end";

  /** The last line for an export. */
  public static BackupEnd of(Backup.Exported exported) {
    requireNonNull(exported, "exported");
    return new BackupEnd(exported.keys(), exported.leftOut().total(), exported.restoring());
  }

  /** The line, with a line feed. */
  public String line() {
    ObjectNode json = BackupHeader.Mapper.JSON.createObjectNode();
    ObjectNode fields = json.putObject(NAME);
    fields.put("keys", keys);
    fields.put("left_out", leftOut);
    fields.put("restoring", restoring);
    return json + "\n";
  }

  /**
   * Parses the line.
   *
   * @param line its bytes
   * @throws MalformedException if it is not the end of a backup
   */
  public static BackupEnd parse(byte[] line) throws MalformedException {
    requireNonNull(line, "line");
    JsonNode fields = BackupHeader.fields(line, NAME);
    JsonNode keys = fields.path("keys");
    if (!keys.isIntegralNumber() || !keys.canConvertToLong()) {
      throw new MalformedException("\"keys\" is missing from the end, or not a number");
    }
    return new BackupEnd(
        keys.longValue(),
        fields.path("left_out").asLong(0),
        fields.path("restoring").asBoolean(false));
  }
}
