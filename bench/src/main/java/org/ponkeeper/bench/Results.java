package org.ponkeeper.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes results to a folder. */
record Results(Path folder) {

  /** Writes a file with this name. */
  void write(String name, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), text);
      System.err.println("wrote " + folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes JSON with a line for each entry of the array. */
  void writeJson(String name, List<? extends JsonNode> entries) {
    write(
        name,
        entries.stream()
            .map(entry -> JsonMapper.shared().writeValueAsString(entry))
            .collect(Collectors.joining(",\n", "[\n", "\n]\n")));
  }

  /** A row of a Markdown table. */
  static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /**
   * The header of a table, and the line below; the first column is text, the others are numbers.
   */
  static String head(List<String> names) {
    return row(names) + "|---|" + "---:|".repeat(names.size() - 1) + "\n";
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }

  /** Formats a number with three significant digits. */
  static String precise(double value) {
    if (value == 0) {
      return "0";
    }
    int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(Math.abs(value))));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
