package org.ponkeeper.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code ponkeeper help} */
@Command(
    name = "help",
    description = "Shows the help of a command, as --help does.",
    footer = {"", "Example:", "  ponkeeper help olt register"})
final class HelpCommand implements Runnable {

  private final PonkeeperCommand ponkeeper;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command. Default: ponkeeper itself.")
  private List<String> words = List.of();

  HelpCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public void run() {
    CommandLine command = spec.commandLine().getParent();
    for (String word : words) {
      CommandLine subcommand = command.getSubcommands().get(word);
      if (subcommand == null) {
        throw new UnmatchedArgumentException(command, List.of(word));
      }
      command = subcommand;
    }
    ponkeeper.terminal().printAll(command.getUsageMessage());
  }
}
