package org.ponkeeper.profile;

/**
 * A position in a text.
 *
 * @param line counted from 1
 * @param column counted from 1, in UTF-16 units
 */
public record TextPosition(int line, int column) implements Comparable<TextPosition> {

  /** The beginning of a text. */
  public static final TextPosition START = new TextPosition(1, 1);

  @Override
  public int compareTo(TextPosition other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }
}
