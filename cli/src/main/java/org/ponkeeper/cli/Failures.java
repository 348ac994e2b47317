package org.ponkeeper.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.profile.Quoted;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place that says what a person sees of an error, and with which code the process ends. */
final class Failures {

  /** A bug. */
  static final int BUG = 1;

  /** As a shell reports a process that a closed pipe ended. */
  static final int READER_GONE = 141;

  /** What picocli says of a word that is no int or long. */
  private static final Pattern NO_INTEGER = Pattern.compile("'([^']*)' is not an? (?:int|long)");

  private static final int MOST_CHARACTERS = 500;

  /** How many characters at its beginning a word must share with what it was meant to be. */
  private static final int SURE = 4;

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Reports whatever ended a command. */
  int report(Throwable failure) {
    return switch (failure) {
      case PonkeeperException e -> report(e);
      case ParameterException e -> reportUsage(e);
      case OutputFailedException e when e.isReaderGone() -> READER_GONE;
      case OutputFailedException e -> {
        terminal.say("ponkeeper: the output cannot be written to standard output");
        terminal.say("  reason: " + e.getMessage());
        terminal.say(
            "  what to do: free some space; a requested change may have been made, so check the "
                + "state");
        yield ErrorClass.STORE_FAILED.exitCode();
      }
      default -> {
        terminal.say("ponkeeper: this is a bug; please report it with the following lines");
        terminal.trace(failure);
        yield BUG;
      }
    };
  }

  /** Reports words of a call that are wrong. */
  int reportUsage(ParameterException e) {
    String see = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    Map<String, String> facts = new LinkedHashMap<>();
    if (e.getCause() != null) {
      argument(e.getArgSpec()).ifPresent(named -> facts.put(named.kind(), named.name()));
    }
    if (e.getCause() instanceof PonkeeperException cause) {
      facts.putAll(cause.facts());
      if (cause.code() == ErrorCode.USAGE_INVALID) {
        facts.put("see", see);
      }
      return report(cause, facts);
    }
    facts.put("reason", reason(e));
    facts.put("see", see);
    return report(new InvalidRequestException(ErrorCode.USAGE_INVALID), facts);
  }

  /** An option or an argument, as a person knows it. */
  private record Named(String kind, String name) {}

  private static Optional<Named> argument(@Nullable ArgSpec spec) {
    if (spec instanceof OptionSpec option) {
      return Optional.of(new Named("option", option.longestName()));
    }
    return spec instanceof PositionalParamSpec argument
        ? Optional.of(new Named("argument", argument.paramLabel()))
        : Optional.empty();
  }

  private static String reason(ParameterException e) {
    Throwable most = e.getCause() instanceof TypeConversionException cause ? cause : e;
    String message = String.valueOf(most.getMessage());
    String reason =
        NO_INTEGER
            .matcher(message.lines().findFirst().orElse(message))
            .replaceAll(found ->
                found.group(1).matches("-?[0-9]+")
                    ? "'" + found.group(1) + "' is too large"
                    : "'" + Matcher.quoteReplacement(found.group(1)) + "' is not a number");
    return Quoted.cut(reason, MOST_CHARACTERS) + hint(e);
  }

  /** What was surely meant, if that can be told; what picocli suggests may be far from the word. */
  private static String hint(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String word = unmatched.getUnmatched().getFirst();
    return unmatched.getSuggestions().stream()
        .filter(similar -> word.regionMatches(0, similar, 0, SURE))
        .findFirst()
        .map(similar -> "; did you mean " + similar + "?")
        .orElse("");
  }

  private int report(PonkeeperException e) {
    return report(e, e.facts());
  }

  private int report(PonkeeperException e, Map<String, String> facts) {
    terminal.say("ponkeeper: " + e.code() + ": " + e.getMessage());
    boolean ofWords = e.code().errorClass() == ErrorClass.INVALID_REQUEST;
    facts.forEach((name, value) ->
        terminal.say("  " + name + ": " + (ofWords ? Secrets.hideInWord(value) : value)));
    terminal.say("  what to do: " + e.remedy());
    return e.code().errorClass().exitCode();
  }
}
