package org.ponkeeper.profile;

import java.util.Locale;

/**
 * A text of unknown origin, made fit to stand in a message for people: in quotes, on one line, cut
 * after {@value #MOST_CHARACTERS} characters.
 */
public final class Quoted {

  /** The most characters of the text that are shown. */
  public static final int MOST_CHARACTERS = 60;

  private Quoted() {}

  /** The text in quotes; what a terminal might act on stands as {@code \}{@code uXXXX}. */
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

  /** The text, cut after so many characters; {@code …} stands for what is left out. */
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
