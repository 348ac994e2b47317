package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The tables of {@code docs/json.md}: for each command the keys of its document, with their types.
 * A key of a list is that of each of its entries.
 */
final class DocumentedKeys {

  private static final Pattern SECTION = Pattern.compile("### `([a-z -]+)`");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern AS = Pattern.compile("(list|object) as `([a-z -]+)`");

  private static final String OR_NULL = " or null";

  private final Map<String, SequencedMap<String, String>> types = new LinkedHashMap<>();
  private final SequencedSet<String> seen = new LinkedHashSet<>();

  private DocumentedKeys() {}

  static DocumentedKeys read() throws IOException {
    DocumentedKeys keys = new DocumentedKeys();
    Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "json.md");
    String section = "";
    for (String line : Files.readAllLines(document)) {
      Matcher title = SECTION.matcher(line);
      Matcher row = ROW.matcher(line);
      if (line.startsWith("#")) {
        section = title.matches() ? title.group(1) : "";
      } else if (!section.isEmpty() && row.matches()) {
        keys.types
            .computeIfAbsent(section, name -> new LinkedHashMap<>())
            .put(row.group(1), row.group(2).strip());
      }
    }
    return keys;
  }

  /** The types of all keys, by command and key. */
  Map<String, SequencedMap<String, String>> types() {
    return Collections.unmodifiableMap(types);
  }

  /** The rows that no document had, as {@code command: key}. */
  SequencedSet<String> unseen() {
    SequencedSet<String> unseen = new LinkedHashSet<>();
    types.forEach(
        (command, keys) -> keys.keySet().forEach(key -> unseen.add(command + ": " + key)));
    unseen.removeAll(seen);
    return unseen;
  }

  /** Fails if the document of the command has an undocumented key, or a value of another type. */
  void check(String command, JsonNode document) {
    assertThat(types).as("commands in docs/json.md").containsKey(command);
    check(command, "", document);
  }

  private void check(String command, String path, JsonNode node) {
    if (node.isArray()) {
      node.forEach(element -> check(command, path, element));
      return;
    }
    assertThat(node.isObject()).as(command + ": " + path).isTrue();
    node.properties()
        .forEach(property -> {
          String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
          String type = types.get(command).get(key);
          assertThat(type).as("%s: %s: %s", command, key, property.getValue()).isNotNull();
          seen.add(command + ": " + key);
          checkValue(command, key, type, property.getValue());
        });
  }

  private void checkValue(String command, String key, String type, JsonNode value) {
    String what = command + ": " + key + ": " + value;
    if (value.isNull()) {
      assertThat(type).as(what).endsWith(OR_NULL);
      return;
    }
    String plain = type.endsWith(OR_NULL) ? type.replace(OR_NULL, "") : type;
    Matcher as = AS.matcher(plain);
    if (as.matches()) {
      assertThat(as.group(1).equals("list") ? value.isArray() : value.isObject()).as(what).isTrue();
      check(as.group(2), value);
      return;
    }
    switch (plain) {
      case "string" -> assertThat(value.isString()).as(what).isTrue();
      case "number" -> assertThat(value.isNumber()).as(what).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as(what).isTrue();
      case "list of numbers" -> {
        assertThat(value.isArray()).as(what).isTrue();
        value.forEach(element -> assertThat(element.isNumber()).as(what).isTrue());
      }
      case "list of strings" -> {
        assertThat(value.isArray()).as(what).isTrue();
        value.forEach(element -> assertThat(element.isString()).as(what).isTrue());
      }
      case "list of messages" -> {
        assertThat(value.isArray()).as(what).isTrue();
        value.forEach(element -> assertThat(element.isObject()).as(what).isTrue());
      }
      case "map of numbers" -> {
        assertThat(value.isObject()).as(what).isTrue();
        value.forEach(element -> assertThat(element.isNumber()).as(what).isTrue());
      }
      case "message" -> assertThat(value.isObject()).as(what).isTrue();
      case "list" -> {
        assertThat(value.isArray()).as(what).isTrue();
        check(command, key, value);
      }
      case "object" -> check(command, key, value);
      default -> throw new IllegalArgumentException(what + ": unknown type " + type);
    }
  }
}
