package org.ponkeeper.cli;

import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.PonkeeperException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The one place that says what a person sees of an error, and with which code the process ends. */
final class Failures {

  /** A bug. */
  static final int BUG = 1;

  /** As a shell reports a process that a closed pipe ended. */
  static final int READER_GONE = 141;

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
        terminal.say("ponkeeper: the answer cannot be written to standard output");
        terminal.say("  reason: " + e.getMessage());
        terminal.say("  what to do: look at the state; what was asked for may have been done");
        yield ErrorClass.STORE_FAILED.exitCode();
      }
      default -> {
        terminal.say("ponkeeper: this is a bug; please report it with the lines that follow");
        terminal.trace(failure);
        yield BUG;
      }
    };
  }

  /** Reports a command line that makes no sense. */
  int reportUsage(ParameterException e) {
    if (e.getCause() instanceof PonkeeperException cause) {
      return report(cause);
    }
    CommandLine command = e.getCommandLine();
    String message = String.valueOf(e.getMessage());
    terminal.say("ponkeeper: " + message.lines().findFirst().orElse(message));
    terminal.say("  see: " + command.getCommandSpec().qualifiedName() + " --help");
    return ErrorClass.INVALID_REQUEST.exitCode();
  }

  private int report(PonkeeperException e) {
    terminal.say("ponkeeper: " + e.code() + ": " + e.getMessage());
    e.facts().forEach((name, value) -> terminal.say("  " + name + ": " + value));
    terminal.say("  what to do: " + e.remedy());
    return e.code().errorClass().exitCode();
  }
}
