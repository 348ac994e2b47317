package org.ponkeeper.cli;

import org.ponkeeper.cli.BackupHeader.MalformedException;
import org.ponkeeper.maintenance.Backup;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last line of a backup: {@code {"ponkeeper_backup_end":{"keys":9,"left_out":0,
 * "restoring":false}}}. A file that has a header and no end was cut off.
 *
 * @param keys how many keys the file has
 * @param leftOut how many keys of its scope it could not hold
 * @param restoring whether it was exported while a restore had begun and not ended
 */
record BackupEnd(long keys, long leftOut, boolean restoring) {

  static final String NAME = "ponkeeper_backup_end";

  /** The end of what was exported. */
  static BackupEnd of(Backup.Exported exported) {
    return new BackupEnd(exported.keys(), exported.leftOut().total(), exported.restoring());
  }

  /** The line, with the end of the line. */
  String line() {
    ObjectNode json = BackupHeader.Mapper.JSON.createObjectNode();
    ObjectNode fields = json.putObject(NAME);
    fields.put("keys", keys);
    fields.put("left_out", leftOut);
    fields.put("restoring", restoring);
    return json + "\n";
  }

  /** Reads the line. */
  static BackupEnd parse(byte[] line) throws MalformedException {
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
