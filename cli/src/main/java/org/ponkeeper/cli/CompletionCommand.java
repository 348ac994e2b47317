package org.ponkeeper.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ponkeeper completion} */
@Command(
    name = "completion",
    description = {
      "Prints a script with which bash and zsh complete commands and options.",
      "To use it in every session, add the line of the example to ~/.bashrc or ~/.zshrc."
    },
    footer = {"", "Example:", "  source <(ponkeeper completion)"})
final class CompletionCommand implements Runnable {

  private final PonkeeperCommand ponkeeper;

  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public void run() {
    ponkeeper.terminal().printAll(AutoComplete.bash("ponkeeper", spec.commandLine().getParent()));
  }
}
