package org.ponkeeper.cli;

import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** The formats of output. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** For programs: one JSON document. */
  JSON,
  /** The same document as YAML. */
  YAML;

  static OutputFormat parse(String text) {
    for (OutputFormat format : values()) {
      if (format.toString().equals(text)) {
        return format;
      }
    }
    throw new TypeConversionException("use table, json or yaml, not '" + text + "'");
  }

  /**
   * The format that the arguments of a command select. Errors are shown in it, including those that
   * end the parsing of the arguments before their last one.
   */
  static OutputFormat of(String[] args) {
    OutputFormat selected = TABLE;
    for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
      String value =
          switch (args[i]) {
            case "-o", "--output" -> i + 1 < args.length ? args[i + 1] : "";
            case String joined when joined.startsWith("--output=") -> joined.substring(9);
            case String joined when joined.startsWith("-o=") -> joined.substring(3);
            case String joined when joined.startsWith("-o") -> joined.substring(2);
            default -> "";
          };
      for (OutputFormat format : values()) {
        selected = format.toString().equals(value) ? format : selected;
      }
    }
    return selected;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
