package org.ponkeeper.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ponkeeper.cli.bench.Work;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.GoVersion;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import picocli.CommandLine.TypeConversionException;

/** Parses numbers and durations on the command line. */
final class Arguments {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,9})(ms|s|m|)");
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  private Arguments() {}

  /**
   * Parses a whole number.
   *
   * @param what what it counts, for the error
   * @param last the greatest allowed value, inclusive; the lowest is 0
   * @throws InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws CommandException {@code USAGE_INVALID} if it is not a number
   */
  static int number(String what, String text, int last) {
    requireNumber(text);
    if (DIGITS.matcher(text).matches() && Integer.parseInt(text) <= last) {
      return Integer.parseInt(text);
    }
    throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
        .with(what, text)
        .with("legal", "0-" + last);
  }

  /**
   * Rejects an empty argument, which usually comes from an unset variable.
   *
   * @throws CommandException {@code USAGE_INVALID}
   */
  static String text(String text) {
    if (text.isEmpty()) {
      throw wrong("the value is empty");
    }
    return text;
  }

  /** Describes a control character in an argument; empty if it has none. */
  static Optional<String> controlCharacter(String text) {
    if (text.endsWith("\r")) {
      return Optional.of("it ends with a carriage return, as a line of a file with CRLF line ends");
    }
    return text.chars().anyMatch(Character::isISOControl)
        ? Optional.of("it has a control character")
        : Optional.empty();
  }

  /**
   * Rejects an argument with a control character.
   *
   * @throws CommandException {@code USAGE_INVALID}
   */
  static String plain(String text) {
    controlCharacter(text)
        .ifPresent(reason -> {
          throw wrong(reason);
        });
    return text;
  }

  /**
   * Parses a path of keys: rejects URLs and control characters.
   *
   * @throws CommandException {@code USAGE_INVALID}
   */
  static String keyPath(String text) {
    if (text.contains("://")) {
      throw wrong("it is a URL, not a path of keys; a URL goes to --store");
    }
    return plain(text);
  }

  /**
   * Checks that an argument is a whole number of any size.
   *
   * @throws CommandException {@code USAGE_INVALID}
   */
  static void requireNumber(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw wrong("'" + text + "' is not a number");
    }
  }

  /** The error for an invalid value of an option. */
  static CommandException wrong(String option, String reason) {
    return new CommandException(CommandError.USAGE_INVALID)
        .with("option", option)
        .with("reason", reason);
  }

  /**
   * Parses the value of an option; an error names the option.
   *
   * @param option the option, or the variable that replaces it
   */
  static <T> T ofOption(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidRequestException e) {
      InvalidRequestException named =
          new InvalidRequestException(e.code(), e).with("option", option);
      e.facts().forEach(named::with);
      e.specificRemedy().ifPresent(named::remedy);
      throw named;
    } catch (CommandException e) {
      CommandException named =
          new CommandException(e.code()).with("option", option).remedy(e.remedy());
      named.initCause(e);
      e.facts().forEach(named::with);
      throw named;
    }
  }

  /**
   * The value that an option and a name both give, or one of them.
   *
   * @throws CommandException {@code USAGE_INVALID} if they contradict each other
   */
  static <T> Optional<T> agreeing(String option, Optional<T> given, Optional<T> named) {
    if (given.isPresent() && named.isPresent() && !given.equals(named)) {
      throw wrong(option, "it is %s, and the path says %s".formatted(given.get(), named.get()));
    }
    return given.or(() -> named);
  }

  /** The error for an invalid argument. */
  static CommandException wrong(String reason) {
    return new CommandException(CommandError.USAGE_INVALID).with("reason", reason);
  }

  /**
   * Checks a count given by an option.
   *
   * @param what the option, for the error
   * @param least the lowest allowed count, inclusive
   * @param most the greatest allowed count, inclusive
   * @throws InvalidRequestException {@code COUNT_OUT_OF_RANGE}
   */
  static int count(String what, int count, int least, int most) {
    if (count < least || count > most) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with(what, count)
          .with("legal", least + "-" + most);
    }
    return count;
  }

  /** A type of ids. */
  static ResourceType resourceType(String text) {
    return ResourceType.find(text)
        .orElseThrow(() ->
            new TypeConversionException("use onu, alloc, gem-port or flow, not '" + text + "'"));
  }

  /** A type of per-ONU maps. */
  static OnuMapType onuMapType(String text) {
    return OnuMapType.find(text)
        .orElseThrow(
            () -> new TypeConversionException("use alloc, gem-port or flow, not '" + text + "'"));
  }

  /** An operation to measure. */
  static Work work(String text) {
    return Work.find(text)
        .orElseThrow(() ->
            new TypeConversionException(
                "use %s, not '%s'"
                    .formatted(
                        Arrays.stream(Work.values())
                            .map(Work::toString)
                            .collect(Collectors.joining(", ")),
                        text)));
  }

  /** A version of the Go library or of the openolt adapter. */
  static GoVersion goVersion(String text) {
    return GoVersion.find(text)
        .orElseThrow(() ->
            new TypeConversionException("'" + text + "' is none of 5.0, 7.6, 7.9, adapter-4.7"));
  }

  /** A layout of pool keys. */
  static PoolKeyLayout poolKeyLayout(String text) {
    return PoolKeyLayout.find(text)
        .orElseThrow(() ->
            new TypeConversionException(
                "use with-technology or without-technology, not '" + text + "'"));
  }

  /** The id of a template. */
  static TechProfileId templateId(String text) {
    return new TechProfileId(number("template id", text, 65535));
  }

  /**
   * Parses a duration: seconds, or a number with {@code ms}, {@code s} or {@code m}; 1 ms to 1 h.
   */
  static Duration timeout(String text) {
    Matcher m = TIMEOUT.matcher(text);
    if (m.matches()) {
      int n = Integer.parseInt(m.group(1));
      Duration timeout =
          switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "m" -> Duration.ofMinutes(n);
            default -> Duration.ofSeconds(n);
          };
      if (timeout.isPositive() && timeout.compareTo(LONGEST_TIMEOUT) <= 0) {
        return timeout;
      }
    }
    throw new TypeConversionException("'" + text + "' is not a time of 1ms to 60m, such as 10s");
  }
}
