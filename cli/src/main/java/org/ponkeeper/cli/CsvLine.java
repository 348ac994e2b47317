package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of comma-separated values (RFC 4180). Blanks around a value are ignored; a value in quotes
 * may contain commas and doubled quotes, but no line end.
 */
final class CsvLine {

  private final String text;
  private int at;

  private CsvLine(String text) {
    this.text = text;
  }

  /**
   * A value.
   *
   * @param column the column of its first character, from 1
   * @param text without quotes
   */
  record Cell(int column, String text) {}

  /** A line that has no such form. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int column;

    MalformedException(int column, String reason) {
      super(reason);
      this.column = column;
    }

    /** The column of the problem, from 1. */
    int column() {
      return column;
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** The values of a line, at least one. */
  static List<Cell> split(String text) throws MalformedException {
    return new CsvLine(text).split();
  }

  private List<Cell> split() throws MalformedException {
    List<Cell> cells = new ArrayList<>();
    do {
      skipBlanks();
      cells.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
      // Behind each value there is a comma or the end.
    } while (at++ < text.length());
    return cells;
  }

  private Cell plain() throws MalformedException {
    int begin = at;
    while (at < text.length() && text.charAt(at) != ',') {
      if (text.charAt(at) == '"') {
        throw new MalformedException(at + 1, "a quote inside a value without quotes");
      }
      at++;
    }
    return new Cell(begin + 1, text.substring(begin, at).stripTrailing());
  }

  private Cell quoted() throws MalformedException {
    int begin = at++;
    StringBuilder value = new StringBuilder();
    while (true) {
      int quote = text.indexOf('"', at);
      if (quote < 0) {
        throw new MalformedException(begin + 1, "the quote is not closed on its line");
      }
      value.append(text, at, quote);
      at = quote + 1;
      if (at == text.length() || text.charAt(at) != '"') {
        break;
      }
      value.append('"');
      at++;
    }
    skipBlanks();
    if (at < text.length() && text.charAt(at) != ',') {
      throw new MalformedException(at + 1, "text after a closing quote");
    }
    return new Cell(begin + 1, value.toString());
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }
}
