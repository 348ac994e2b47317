package org.ponkeeper.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ponkeeper.tck.SharedFolder;
import tools.jackson.databind.JsonNode;

/** A store that the Go library wrote, and that library's results after a restart. */
record GoldenCase(String name, Path store, JsonNode expected) {

  /** All cases, at least one; skips the test where none is expected. */
  static List<GoldenCase> all() {
    return SharedFolder.ofThisRun().cases("golden").stream().map(GoldenCase::read).toList();
  }

  /** The case of that name, which must be there if any is. */
  static GoldenCase named(String name) {
    return all().stream()
        .filter(golden -> golden.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no golden case " + name));
  }

  private static GoldenCase read(Path folder) {
    try {
      return new GoldenCase(
          folder.getFileName().toString(),
          folder.resolve("store.jsonl"),
          Cli.JSON.readTree(Files.readString(folder.resolve("expected.json"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String basePath() {
    return expected.get("base_path").stringValue();
  }

  String technology() {
    return expected.get("technology").stringValue();
  }

  String device() {
    return expected.get("device").stringValue();
  }

  /** Whether the Go library used its default: the template was missing, unfit or unreadable. */
  boolean tookDefault() {
    return Set.of("epon-default", "invalid-template-falls-back", "xgspon-default-template")
        .contains(name);
  }

  /** The lines of the store that hold templates. */
  String templateLines() {
    StringBuilder lines = new StringBuilder();
    for (String line : lines()) {
      if (line.contains("/technology_profiles/")) {
        lines.append(line).append('\n');
      }
    }
    return lines.toString();
  }

  /** The values of the resource instances, by key. */
  Map<String, byte[]> resourceInstances() {
    Map<String, byte[]> values = new TreeMap<>();
    for (String line : lines()) {
      JsonNode entry = Cli.JSON.readTree(line);
      String key = entry.get("key").stringValue();
      if (key.contains("/resource_instances/")) {
        values.put(key, Base64.getDecoder().decode(entry.get("value").stringValue()));
      }
    }
    return values;
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
