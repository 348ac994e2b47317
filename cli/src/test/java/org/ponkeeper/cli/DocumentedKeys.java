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

  private static final Pattern NAME = Pattern.compile("`([a-z -]+)`");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern AS = Pattern.compile("(list|object) as `([a-z -]+)`");

  private static final String OR_NULL = " or null";

  /** The title of each command's table. */
  private final Map<String, String> tables = new LinkedHashMap<>();

  private final Map<String, SequencedMap<String, String>> types = new LinkedHashMap<>();
  private final SequencedSet<String> seen = new LinkedHashSet<>();

  private DocumentedKeys() {}

  static DocumentedKeys read() throws IOException {
    DocumentedKeys keys = new DocumentedKeys();
    Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "json.md");
    String table = "";
    for (String line : Files.readAllLines(document)) {
      Matcher row = ROW.matcher(line);
      if (line.startsWith("#")) {
        table = line.startsWith("### ") ? line : "";
        keys.addTable(table);
      } else if (!table.isEmpty() && row.matches()) {
        keys.types
            .computeIfAbsent(table, name -> new LinkedHashMap<>())
            .put(row.group(1), row.group(2).strip());
      }
    }
    return keys;
  }

  private void addTable(String title) {
    NAME.matcher(title).results().forEach(name -> tables.put(name.group(1), title));
  }

  /** The types of all keys, by the title of the table and the key. */
  Map<String, SequencedMap<String, String>> types() {
    return Collections.unmodifiableMap(types);
  }

  /** The rows that no document had, as {@code title: key}. */
  SequencedSet<String> unseen() {
    SequencedSet<String> unseen = new LinkedHashSet<>();
    types.forEach(
        (command, keys) -> keys.keySet().forEach(key -> unseen.add(command + ": " + key)));
    unseen.removeAll(seen);
    return unseen;
  }

  /** Fails if the document of the command has an undocumented key, or a value of another type. */
  void check(String command, JsonNode document) {
    assertThat(tables).as("commands in docs/json.md").containsKey(command);
    check(tables.get(command), "", document);
  }

  private void check(String table, String path, JsonNode node) {
    if (node.isArray()) {
      node.forEach(element -> check(table, path, element));
      return;
    }
    assertThat(node.isObject()).as(table + ": " + path).isTrue();
    node.properties()
        .forEach(property -> {
          String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
          String type = types.getOrDefault(table, new LinkedHashMap<>()).get(key);
          assertThat(type).as("%s: %s: %s", table, key, property.getValue()).isNotNull();
          seen.add(table + ": " + key);
          checkValue(table, key, type, property.getValue());
        });
  }

  private void checkValue(String table, String key, String type, JsonNode value) {
    String what = table + ": " + key + ": " + value;
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
        check(table, key, value);
      }
      case "object" -> check(table, key, value);
      default -> throw new IllegalArgumentException(what + ": unknown type " + type);
    }
  }
}
