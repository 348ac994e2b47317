package org.ponkeeper.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.cli.sandbox.PathInUseException;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.NearestName;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.profile.Quoted;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place that decides how an error is shown, and which exit code it has. */
final class Failures {

  /** picocli's message about a value that is not an int or long. */
  private static final Pattern NO_INTEGER = Pattern.compile("'([^']*)' is not an? (?:int|long)");

  private static final int MOST_CHARACTERS = 500;

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Reports the error that ended a command. */
  int report(Throwable failure) {
    return switch (failure) {
      case PonkeeperException e -> report(Shown.of(e));
      case CommandException e -> report(Shown.of(e));
      case PathInUseException e -> {
        CommandException inUse = new CommandException(CommandError.BASE_PATH_IN_USE);
        e.facts().forEach(inUse::with);
        yield report(Shown.of(inUse));
      }
      case ParameterException e -> reportUsage(e);
      case OutputFailedException e when e.isReaderGone() -> ExitCode.READER_GONE;
      case OutputFailedException e -> reportOutput(e);
      default -> reportBug(failure);
    };
  }

  private int reportOutput(OutputFailedException e) {
    String message = "the output cannot be written to standard output";
    String reason = String.valueOf(e.getMessage());
    String remedy = "free some space; a requested change may have been made, so check the state";
    int exitCode = ExitCode.of(ErrorClass.STORE_FAILED);
    if (isForPrograms()) {
      terminal.sayJson(json ->
          ErrorJson.write(
              json,
              "OUTPUT_FAILED",
              ErrorJson.name(ErrorClass.STORE_FAILED),
              exitCode,
              message,
              Map.of("reason", reason),
              remedy));
    } else {
      terminal.say("ponkeeper: " + message);
      terminal.say("  reason: " + reason);
      terminal.say("  what to do: " + remedy);
    }
    return exitCode;
  }

  private int reportBug(Throwable bug) {
    if (isForPrograms()) {
      terminal.sayJson(json ->
          ErrorJson.write(
              json,
              "BUG",
              "bug",
              ExitCode.BUG,
              "this is a bug",
              Map.of("trace", Terminal.traceOf(bug)),
              "please report it with this document"));
    } else {
      terminal.say("ponkeeper: this is a bug; please report it with the following lines");
      terminal.trace(bug);
    }
    return ExitCode.BUG;
  }

  private boolean isForPrograms() {
    return terminal.format() != OutputFormat.TABLE;
  }

  /** Reports invalid arguments. */
  int reportUsage(ParameterException e) {
    String see = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    Map<String, String> facts = new LinkedHashMap<>();
    if (e.getCause() != null) {
      argument(e.getArgSpec()).ifPresent(named -> facts.put(named.kind(), named.name()));
    }
    if (e.getCause() instanceof PonkeeperException cause) {
      facts.putAll(cause.facts());
      return report(Shown.of(cause).with(facts));
    }
    if (e.getCause() instanceof CommandException cause) {
      facts.putAll(cause.facts());
      if (cause.code() == CommandError.USAGE_INVALID) {
        facts.put("see", see);
      }
      return report(Shown.of(cause).with(facts));
    }
    facts.put("reason", reason(e));
    facts.put("see", see);
    return report(Shown.of(new CommandException(CommandError.USAGE_INVALID)).with(facts));
  }

  /** An option or argument as users know it. */
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
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !e.getCommandLine().getSubcommands().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      return "Unknown command: '" + Quoted.cut(word, MOST_CHARACTERS) + "'" + hint(e);
    }
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

  /** The command or option that was clearly meant, if any. */
  private static String hint(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String word = unmatched.getUnmatched().getFirst();
    CommandLine command = e.getCommandLine();
    Collection<String> known =
        word.startsWith("-")
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    return NearestName.of(word, known).map(similar -> "; did you mean " + similar + "?").orElse("");
  }

  /** An error of the library or the command line as it is shown. */
  private record Shown(
      String code,
      ErrorClass errorClass,
      String message,
      Map<String, String> facts,
      String remedy) {

    static Shown of(PonkeeperException e) {
      return new Shown(
          e.code().name(),
          e.code().errorClass(),
          e.code().message(),
          Remedies.facts(e),
          Remedies.of(e));
    }

    static Shown of(CommandException e) {
      return new Shown(
          e.code().name(), e.code().errorClass(), e.code().message(), e.facts(), e.remedy());
    }

    Shown with(Map<String, String> otherFacts) {
      return new Shown(code, errorClass, message, otherFacts, remedy);
    }
  }

  private int report(Shown shown) {
    Shown error = shown.with(withoutSecrets(shown));
    int exitCode = ExitCode.of(error.errorClass());
    if (isForPrograms()) {
      terminal.sayJson(json ->
          ErrorJson.write(
              json,
              error.code(),
              ErrorJson.name(error.errorClass()),
              exitCode,
              error.message(),
              error.facts(),
              Secrets.hideInUrls(error.remedy())));
    } else {
      terminal.say("ponkeeper: " + error.code() + ": " + error.message());
      error.facts().forEach((name, value) -> terminal.say("  " + name + ": " + value));
      terminal.say("  what to do: " + error.remedy());
    }
    return exitCode;
  }

  /** The facts without passwords, which may be anywhere in wrong arguments. */
  private static Map<String, String> withoutSecrets(Shown error) {
    boolean ofWords = error.errorClass() == ErrorClass.INVALID_REQUEST;
    Map<String, String> facts = new LinkedHashMap<>();
    error
        .facts()
        .forEach((name, value) ->
            facts.put(name, ofWords ? Secrets.hideInWord(value) : Secrets.hideInUrls(value)));
    return facts;
  }
}
