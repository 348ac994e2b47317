package org.ponkeeper.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The columns of a file of requests: names of CSV columns and of JSON fields. */
enum RequestColumn {
  PATH,
  TECHNOLOGY,
  TEMPLATE,
  UNI_PORT,
  OLT,
  PON,
  ONU,
  UNI;

  /** The column with that name. */
  static Optional<RequestColumn> find(String name) {
    return Arrays.stream(values()).filter(column -> column.text().equals(name)).findFirst();
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names, for messages. */
  static String all() {
    return Arrays.stream(values()).map(RequestColumn::text).collect(Collectors.joining(", "));
  }
}
