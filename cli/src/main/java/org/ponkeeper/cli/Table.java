package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A table of at most {@value #WIDTH} columns of text; longer text is cut, never wrapped. */
final class Table {

  /** The width of a table, in characters. */
  static final int WIDTH = 100;

  private static final int GAP = 2;
  private static final int NARROWEST = 8;
  private static final String CUT = "…";

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
  void print(Consumer<String> line, String indent) {
    int[] widths = widths(WIDTH - indent.length());
    line.accept(indent + line(names, widths));
    rows.forEach(row -> line.accept(indent + line(row, widths)));
  }

  /** The widths of the columns; if they are too wide together, the widest ones are reduced. */
  private int[] widths(int width) {
    int[] widths = new int[names.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = length(names.get(i));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    int room = width - GAP * (widths.length - 1);
    while (Arrays.stream(widths).sum() > room) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
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
        : text.substring(0, text.offsetByCodePoints(0, width - 1)) + CUT;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
