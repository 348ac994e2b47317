package org.ponkeeper.cli;

import java.util.Locale;

/** Makes text from other programs safe for a terminal. */
final class PlainText {
  private PlainText() {}

  /**
   * The text on one line, with control characters escaped like in JSON: stored data must not
   * control the terminal.
   */
  static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          int type = Character.getType(c);
          boolean control =
              type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR
                  || type == Character.SURROGATE;
          if (control) {
            plain.append(String.format(Locale.ROOT, "\\u%04x", c));
          } else {
            plain.appendCodePoint(c);
          }
        });
    return plain.toString();
  }
}
