package org.ponkeeper.cli;

import org.ponkeeper.error.PonkeeperException;

/**
 * Something wrong in an input file.
 *
 * @param line the line, from 1
 * @param column the column of its first character, from 1
 * @param reason what is wrong
 */
record InputProblem(int line, int column, String reason) {

  /** The place, for people. */
  String place() {
    return "line %s, column %s".formatted(line, column);
  }

  /** The text of an error that was found in a value. */
  static String reason(PonkeeperException e) {
    StringBuilder text = new StringBuilder(e.code().message());
    e.facts().forEach((name, value) -> text.append("; ").append(name).append(": ").append(value));
    return text.toString();
  }
}
