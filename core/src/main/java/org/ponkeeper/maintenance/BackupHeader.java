package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.error.InvalidRequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first line of a backup: {@code {"ponkeeper_backup":{"format":1,"time":"...","version":"...",
 * "base_path":"...","template_path":"...","scope":["..."],"also":["..."]}}}. An importer that does
 * not know it rejects the line, and with it the file.
 *
 * @param time when the export began
 * @param version the version of Ponkeeper that wrote it
 * @param scope the part of the store that it contains
 */
public record BackupHeader(Instant time, String version, BackupScope scope) {

  /** The name of the object in the line. */
  public static final String NAME = "ponkeeper_backup";

  private static final int FORMAT = 1;

  /** The usual scope; {@code docs/stores.md} lists the keys of each name. */
  private static final List<String> OWN =
      List.of("technology-profiles", "resources", "ponkeeper", "tp-ids");

  private static final List<String> EVERYTHING = List.of("everything");

  public BackupHeader {
    requireNonNull(time, "time");
    requireNonNull(version, "version");
    requireNonNull(scope, "scope");
  }

  /** A line is malformed. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    MalformedException(String reason) {
      super(reason);
      this.reason = reason;
    }

    /** What is wrong, without a full stop. */
    public String reason() {
      return reason;
    }
  }

  /** Creating Jackson's mapper is slow; a file without a header does not need it. */
  static final class Mapper {
    static final JsonMapper JSON =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Mapper() {}
  }

  /** The line, with a line feed. */
  public String line() {
    ObjectNode json = Mapper.JSON.createObjectNode();
    ObjectNode fields = json.putObject(NAME);
    fields.put("format", FORMAT);
    fields.put("time", time.toString());
    fields.put("version", version);
    fields.put("base_path", scope.basePath());
    fields.put("template_path", scope.templatePath());
    ArrayNode parts = fields.putArray("scope");
    (scope.isEverything() ? EVERYTHING : OWN).forEach(parts::add);
    ArrayNode also = fields.putArray("also");
    scope.also().forEach(also::add);
    return json + "\n";
  }

  /**
   * Parses the line.
   *
   * @param line its bytes
   * @throws MalformedException if it is not the header of a backup that this Ponkeeper can read
   */
  public static BackupHeader parse(byte[] line) throws MalformedException {
    requireNonNull(line, "line");
    JsonNode fields = fields(line, NAME);
    int format = fields.path("format").asInt(0);
    if (format > FORMAT) {
      throw new MalformedException("it was written by a newer Ponkeeper, in format " + format);
    }
    if (format < 1) {
      throw new MalformedException("\"format\" is missing from the header");
    }
    List<String> parts = texts(fields, "scope");
    boolean isEverything = parts.equals(EVERYTHING);
    if (!isEverything && !parts.equals(OWN)) {
      throw new MalformedException("\"scope\" is unknown");
    }
    String basePath = text(fields, "base_path");
    String templatePath = text(fields, "template_path");
    List<String> also = texts(fields, "also");
    try {
      return new BackupHeader(
          Instant.parse(text(fields, "time")),
          text(fields, "version"),
          isEverything
              ? BackupScope.everything(basePath, templatePath, also)
              : BackupScope.own(basePath, templatePath, also));
    } catch (DateTimeParseException e) {
      throw new MalformedException("\"time\" is not a time");
    } catch (InvalidRequestException e) {
      throw new MalformedException("a path in the header is invalid: " + e.facts());
    }
  }

  /** The object under the only name in the line. */
  static JsonNode fields(byte[] line, String name) throws MalformedException {
    try {
      JsonNode json = Mapper.JSON.readTree(line);
      JsonNode fields = json.path(name);
      if (json.size() != 1 || !fields.isObject()) {
        throw new MalformedException("\"" + name + "\" is not the one object of the line");
      }
      return fields;
    } catch (JacksonException e) {
      throw new MalformedException(
          "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  private static String text(JsonNode fields, String name) throws MalformedException {
    JsonNode text = fields.path(name);
    if (!text.isString()) {
      throw new MalformedException("\"" + name + "\" is missing from the header, or not a string");
    }
    return text.stringValue();
  }

  private static List<String> texts(JsonNode fields, String name) throws MalformedException {
    JsonNode array = fields.path(name);
    if (!array.isArray()) {
      throw new MalformedException("\"" + name + "\" is missing from the header, or not an array");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : array) {
      if (!text.isString()) {
        throw new MalformedException("\"" + name + "\" holds something that is not a string");
      }
      texts.add(text.stringValue());
    }
    return texts;
  }
}
