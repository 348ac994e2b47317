package org.ponkeeper.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type of a setting: what it is called in help and documents, and which texts are valid. */
final class SettingType {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,12}");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[?[0-9a-fA-F:.]+]?");

  /** Finds what is wrong with a text. */
  @FunctionalInterface
  private interface Check {
    /** Does nothing if the text is valid. */
    void check(String text);
  }

  static final SettingType FILE = new SettingType("FILE", text -> {});
  static final SettingType TEXT = new SettingType("TEXT", text -> {});
  static final SettingType BOOLEAN = choice("true", "false");
  static final SettingType HOST_NAMES =
      new SettingType("HOST,...", text -> list(text).forEach(SettingType::requireHost));

  /** A URL without user and password: these would be seen in a list of processes. */
  static final SettingType URI =
      new SettingType(
          "URI",
          text -> {
            if (text.contains("@") || text.contains(" ")) {
              throw new IllegalArgumentException("write a name or URI without user and password");
            }
          });

  private final String label;
  private final String legal;
  private final Check check;

  private SettingType(String label, Check check) {
    this(label, label, check);
  }

  private SettingType(String label, String legal, Check check) {
    this.label = label;
    this.legal = legal;
    this.check = check;
  }

  static SettingType number(long least, long most) {
    return new SettingType(
        "N",
        least + "-" + most,
        text -> {
          if (!DIGITS.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number");
          }
          if (Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw new IllegalArgumentException("write a number from " + least + " to " + most);
          }
        });
  }

  static SettingType duration(Duration least, Duration most) {
    return new SettingType(
        "DURATION",
        text -> {
          Duration duration = durationOf(text);
          if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                "write a duration from " + least.toMillis() + "ms to " + most.toSeconds() + "s");
          }
        });
  }

  static SettingType choice(String... words) {
    return new SettingType(
        String.join("|", words),
        text -> {
          if (!Arrays.asList(words).contains(text)) {
            throw new IllegalArgumentException(
                "use " + String.join(" or ", words) + ", not '" + text + "'");
          }
        });
  }

  /** What it is called in help. */
  String label() {
    return label;
  }

  /** What is legal, for documents. */
  String legal() {
    return legal;
  }

  /**
   * Checks a text that is not empty.
   *
   * @throws IllegalArgumentException with the reason
   */
  void check(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("it has a control character");
    }
    check.check(text);
  }

  static Duration durationOf(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration, such as 500ms, 10s or 2m");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  /** The entries of a list. */
  static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  private static void requireHost(String text) {
    if (!HOST.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a host name or an IP address");
    }
  }
}
