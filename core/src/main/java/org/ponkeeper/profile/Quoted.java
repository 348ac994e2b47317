package org.ponkeeper.profile;

import java.util.Locale;

/**
 * Formats a text of unknown origin for a message: in quotes, on one line, cut after {@value
 * #MOST_CHARACTERS} characters.
 */
public final class Quoted {

  /** The maximum number of characters shown. */
  public static final int MOST_CHARACTERS = 60;

  private Quoted() {}

  /**
   * The text in quotes; characters that a terminal might interpret are escaped as {@code \}{@code
   * uXXXX}.
   */
  public static String of(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    int end = Math.min(text.length(), MOST_CHARACTERS);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (isPlain(c)) {
        quoted.append(c);
      } else {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return quoted.append(end < text.length() ? "…\"" : "\"").toString();
  }

  /** The text, cut after so many characters; {@code …} marks the omitted part. */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }

  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
