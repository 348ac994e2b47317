package org.ponkeeper.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.OnuId;
import tools.jackson.core.JsonGenerator;

/**
 * Writes errors as JSON. A fact's key is its name in lower case with underscores. Its type depends
 * on the name only, never on the value: a text where a number belongs gets a key of its own.
 */
final class ErrorJson {

  /** The facts that are numbers. */
  private static final Set<String> NUMBERS =
      Set.of(
          "at_most",
          "bytes",
          "changes",
          "column",
          "conditions",
          "conflicts",
          "count",
          "flow",
          "flow_id",
          "free",
          "gem_port_id",
          "id",
          "ids_of_a_map",
          "ignored",
          "instances",
          "keys",
          "keys_in_the_way",
          "keys_with_another_value",
          "limit_of_each",
          "line",
          "lines",
          "needed",
          "onu",
          "others_changed",
          "pon",
          "rounds",
          "services_on_a_pon",
          "template_id",
          "templates_in_use",
          "uni");

  private ErrorJson() {}

  /**
   * Writes an error.
   *
   * @param code the code
   * @param errorClass the name of the class of errors, in lower case
   * @param exitCode the exit code of the command
   * @param message the fixed text of the code
   * @param facts the details, by name as shown to people
   * @param remedy what a person can do
   */
  static void write(
      JsonGenerator json,
      String code,
      String errorClass,
      int exitCode,
      String message,
      Map<String, String> facts,
      String remedy) {
    json.writeStartObject();
    json.writeStringProperty("code", code);
    json.writeStringProperty("class", errorClass);
    json.writeNumberProperty("exit_code", exitCode);
    json.writeStringProperty("message", message);
    json.writeObjectPropertyStart("facts");
    facts.forEach((name, value) -> writeFact(json, name, value));
    json.writeEndObject();
    json.writeStringProperty("remedy", remedy);
    json.writeEndObject();
  }

  /** The name of the class of errors. */
  static String name(ErrorClass errorClass) {
    return errorClass.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void writeFact(JsonGenerator json, String name, String value) {
    String key = key(name);
    if (key.equals("onu") && writeOnu(json, value)) {
      return;
    }
    if (!NUMBERS.contains(key)) {
      json.writeStringProperty(key, value);
    } else if (value.matches("[0-9]{1,18}")) {
      json.writeNumberProperty(key, Long.parseLong(value));
    } else {
      json.writeStringProperty(key + "_text", value);
    }
  }

  /** Writes the name of an ONU as the fields of its parts. */
  private static boolean writeOnu(JsonGenerator json, String name) {
    try {
      OnuId onu = OnuId.parse(name);
      json.writeStringProperty("olt", onu.pon().olt().device());
      json.writeNumberProperty("pon", onu.pon().number());
      json.writeNumberProperty("onu", onu.number());
      return true;
    } catch (InvalidRequestException e) {
      return false;
    }
  }

  private static String key(String name) {
    String key = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_", "");
    // In other documents, the key "template" has an object.
    return key.equals("template") ? "template_id" : key;
  }
}
