package org.ponkeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Predicate;
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
  private static final Pattern AS = Pattern.compile("list as `([a-z -]+)`");

  private static final String OR_NULL = " or null";

  /** The title of each command's table. */
  private final Map<String, String> tables = new LinkedHashMap<>();

  private final Map<String, SequencedMap<String, String>> types = new LinkedHashMap<>();
  private final SequencedSet<String> seen = new LinkedHashSet<>();
  private final SequencedSet<String> problems = new LinkedHashSet<>();

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

  /** What is wrong with the documents that were checked, each problem once. */
  SequencedSet<String> problems() {
    return Collections.unmodifiableSequencedSet(problems);
  }

  /** Looks for undocumented keys, and for values of another type than documented. */
  void check(String command, JsonNode document) {
    if (tables.containsKey(command)) {
      check(tables.get(command), "", document);
    } else {
      problems.add("no table: " + command);
    }
  }

  private void check(String table, String path, JsonNode node) {
    if (node.isArray()) {
      node.forEach(element -> check(table, path, element));
      return;
    }
    SequencedMap<String, String> documented = types.getOrDefault(table, new LinkedHashMap<>());
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
      String type = documented.get(key);
      if (type == null) {
        problems.add(table + ": not documented: " + key);
      } else {
        seen.add(table + ": " + key);
        if (!is(type, table, key, property.getValue())) {
          problems.add("%s: %s is no %s: %s".formatted(table, key, type, property.getValue()));
        }
      }
    }
  }

  /** Whether the value has the type; checks the keys of objects. */
  private boolean is(String type, String table, String key, JsonNode value) {
    if (value.isNull()) {
      return type.endsWith(OR_NULL);
    }
    String plain = type.replace(OR_NULL, "");
    Matcher as = AS.matcher(plain);
    if (as.matches()) {
      check(as.group(1), value);
      return value.isArray();
    }
    return switch (plain) {
      case "string" -> value.isString();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "message" -> value.isObject();
      case "list of numbers" -> value.isArray() && all(value, JsonNode::isNumber);
      case "list of strings" -> value.isArray() && all(value, JsonNode::isString);
      case "list of messages" -> value.isArray() && all(value, JsonNode::isObject);
      case "map of numbers" -> value.isObject() && all(value, JsonNode::isNumber);
      case "map of strings" -> value.isObject() && all(value, JsonNode::isString);
      case "list", "object" -> {
        check(table, key, value);
        yield plain.equals("list") ? value.isArray() : value.isObject();
      }
      default -> throw new IllegalArgumentException(table + ": unknown type " + type);
    };
  }

  private static boolean all(JsonNode values, Predicate<JsonNode> is) {
    return values.values().stream().allMatch(is);
  }
}
