package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of text. On a terminal it fits the width: the widest columns of text are shortened first,
 * numbers never. In a file or a pipe nothing is shortened.
 */
final class Table {

  /** The width of help texts, and of a terminal whose width is unknown. */
  static final int WIDTH = 100;

  private static final int GAP = 2;
  private static final String CUT = "…";

  /** The widths below which columns of text are not shortened, first and as a last resort. */
  private static final int NARROW = 8;

  private static final int NARROWEST = 4;

  private final List<String> names = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a text column. */
  Table text(String name) {
    names.add(name);
    right.add(false);
    return this;
  }

  /** Adds a number column. */
  Table number(String name) {
    names.add(name);
    right.add(true);
    return this;
  }

  /** Adds a row with a cell for each column. */
  Table row(Object... cells) {
    if (cells.length != names.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + names.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(cell -> PlainText.of(cell.toString())).toList());
    return this;
  }

  /** Prints the header and the rows. */
  void print(Terminal terminal) {
    print(terminal, "");
  }

  /** Prints the header and the rows, each line with the indent before it. */
  void print(Terminal terminal, String indent) {
    lines(terminal.width() - indent.length()).forEach(line -> terminal.print(indent + line));
  }

  /** The header and the rows, as lines of at most this width. */
  List<String> lines(int width) {
    int[] widths = widths(width);
    List<String> lines = new ArrayList<>();
    lines.add(cut(line(names, widths), width));
    rows.forEach(row -> lines.add(cut(line(row, widths), width)));
    return lines;
  }

  /** The widths of the columns; reduced in three rounds if they are too wide together. */
  private int[] widths(int width) {
    int[] widths = new int[names.size()];
    int[] ofValues = new int[names.size()];
    for (int i = 0; i < widths.length; i++) {
      for (List<String> row : rows) {
        ofValues[i] = Math.max(ofValues[i], length(row.get(i)));
      }
      widths[i] = Math.max(ofValues[i], length(names.get(i)));
    }
    int room = width - GAP * (widths.length - 1);
    reduce(widths, room, i -> right.get(i) ? widths[i] : NARROW);
    // The names of columns of numbers, but not the numbers.
    reduce(widths, room, i -> right.get(i) ? Math.max(ofValues[i], NARROWEST) : NARROW);
    reduce(widths, room, i -> right.get(i) ? widths[i] : NARROWEST);
    return widths;
  }

  /** The width of a column below which it is not reduced. */
  @FunctionalInterface
  private interface Least {
    int of(int column);
  }

  /** Reduces the widest columns until they fit, or all have their least width. */
  private static void reduce(int[] widths, int room, Least least) {
    while (Arrays.stream(widths).sum() > room) {
      int widest =
          IntStream.range(0, widths.length)
              .filter(i -> widths[i] > least.of(i))
              .reduce((a, b) -> widths[b] > widths[a] ? b : a)
              .orElse(-1);
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cut(cells.get(i), widths[i]);
      String padding = " ".repeat(widths[i] - length(cell));
      line.append(right.get(i) ? padding + cell : cell + padding).append(" ".repeat(GAP));
    }
    return line.toString().stripTrailing();
  }

  /** The text, cut to the width. */
  static String cut(String text, int width) {
    return length(text) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + CUT;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
