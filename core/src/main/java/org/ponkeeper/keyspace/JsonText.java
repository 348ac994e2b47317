package org.ponkeeper.keyspace;

import java.util.regex.Pattern;
import org.ponkeeper.profile.Quoted;
import tools.jackson.core.JsonToken;

/** Messages about JSON. */
final class JsonText {

  private static final Pattern ADVICE =
      Pattern.compile("(: enable|, from) `[^`]*`( to allow)?|: maybe a .*");

  private static final Pattern BEFORE_END = Pattern.compile("Unexpected character \\('[}\\]]'");

  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

  private JsonText() {}

  /** The kind of value that begins with the token. */
  static String kindOf(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> throw new IllegalStateException("no value begins with " + token);
    };
  }

  /** A hint to write the value as a string, as a clause; or nothing. */
  static String asString(JsonToken token) {
    return switch (token) {
      case VALUE_TRUE -> "; write \"True\"";
      case VALUE_FALSE -> "; write \"False\"";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "; write it in quotes";
      default -> "";
    };
  }

  /** A number of any length, shortened for display. */
  static String shorten(String number) {
    return number.length() <= Quoted.MOST_CHARACTERS
        ? number
        : number.substring(0, Quoted.MOST_CHARACTERS) + "…";
  }

  /** The parser's message on one line, without its advice to programmers. */
  static String syntax(String message) {
    if (message.startsWith("Unexpected end-of-input")) {
      return "the text ends before the document does";
    }
    String plain = ADVICE.matcher(message.lines().findFirst().orElse("")).replaceAll("");
    if (BEFORE_END.matcher(plain).lookingAt()) {
      plain += "; is there an extra comma before it?";
    }
    return "not JSON: " + UNPRINTABLE.matcher(plain).replaceAll("?");
  }
}
