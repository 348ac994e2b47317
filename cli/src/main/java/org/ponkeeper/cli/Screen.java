package org.ponkeeper.cli;

import java.util.Optional;

/**
 * The size of a terminal.
 *
 * @param rows the number of lines, at least 1
 * @param columns the number of characters of a line, at least 1
 */
record Screen(int rows, int columns) {

  /** Reads a size as {@code stty size} prints it: {@code 24 80}; empty if it is not one. */
  static Optional<Screen> parse(String text) {
    if (!text.matches("[0-9]{1,5} [0-9]{1,5}")) {
      return Optional.empty();
    }
    String[] numbers = text.split(" ", -1);
    Screen screen = new Screen(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    // A terminal that does not know its size says 0 0.
    return screen.rows > 0 && screen.columns > 0 ? Optional.of(screen) : Optional.empty();
  }
}
