package org.ponkeeper.cli;

import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** The formats of output. */
enum OutputFormat {
  /** For people: at most 100 columns. */
  TABLE,
  /** For programs: one JSON document. */
  JSON;

  static OutputFormat parse(String text) {
    for (OutputFormat format : values()) {
      if (format.toString().equals(text)) {
        return format;
      }
    }
    throw new TypeConversionException("use table or json, not '" + text + "'");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
