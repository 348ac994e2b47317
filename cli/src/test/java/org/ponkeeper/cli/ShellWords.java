package org.ponkeeper.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a command of a document as a shell does; knows single quotes and comments. */
final class ShellWords {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private ShellWords() {}

  /** The words of the command. */
  static List<String> of(String command) {
    Matcher m = WORD.matcher(command);
    return m.results()
        .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
        .takeWhile(word -> !word.equals("#"))
        .toList();
  }
}
