package org.ponkeeper.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A store that the Go library wrote, and what that library answered after a restart on it. */
record GoldenCase(String name, Path store, JsonNode expected) {

  /** The cases that are there; none if the folder is not. */
  static List<GoldenCase> all() {
    Path golden = Path.of(System.getProperty("ponkeeper.shared", "none"), "golden");
    if (!Files.isDirectory(golden)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(golden)) {
      List<GoldenCase> cases = new ArrayList<>();
      for (Path folder : folders.sorted().toList()) {
        cases.add(
            new GoldenCase(
                folder.getFileName().toString(),
                folder.resolve("store.jsonl"),
                Cli.JSON.readTree(Files.readString(folder.resolve("expected.json")))));
      }
      return cases;
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

  /** Whether the Go library created with its default although a template was stored. */
  boolean tookDefault() {
    return name.equals("epon-default") || name.equals("invalid-template-falls-back");
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
