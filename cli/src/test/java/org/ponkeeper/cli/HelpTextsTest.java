package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The sentences in help texts are complete. */
class HelpTextsTest {

  private static List<CommandLine> all(CommandLine command) {
    List<CommandLine> all = new ArrayList<>(List.of(command));
    command.getSubcommands().values().forEach(below -> all.addAll(all(below)));
    return all;
  }

  @Test
  void everyLineOfAListOfCommandsIsAWholeSentence() {
    int lines = 0;
    for (CommandLine command : all(Main.allCommands())) {
      String list = words(command.getHelp().commandList());
      for (CommandLine below : command.getSubcommands().values()) {
        String summary = below.getCommandSpec().usageMessage().description()[0];

        assertThat(summary).as(below.getCommandName()).endsWith(".").doesNotContain("\n");
        String names = String.join(", ", below.getCommandSpec().names());
        assertThat(list).contains(names + " " + words(summary));
        lines++;
      }
    }
    assertThat(lines).isGreaterThan(40);
  }

  @Test
  void everyDescriptionEndsWithASentence() {
    for (CommandLine command : all(Main.allCommands())) {
      for (String paragraph : command.getCommandSpec().usageMessage().description()) {
        assertThat(paragraph).as(command.getCommandName()).endsWith(".");
      }
    }
  }

  @Test
  void helpAndDocumentsNameEveryVariable() throws Exception {
    String help = Cli.on("memory:").line("--help").done().out();
    for (String variable :
        List.of("PONKEEPER_STORE ", "PONKEEPER_STORE_USER ", "PONKEEPER_STORE_PASSWORD ")) {
      assertThat(help).contains("  " + variable);
      for (String document : List.of("README.md", "docs/stores.md")) {
        assertThat(Files.readString(Path.of(System.getProperty("ponkeeper.root"), document)))
            .contains(variable.strip());
      }
    }
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
