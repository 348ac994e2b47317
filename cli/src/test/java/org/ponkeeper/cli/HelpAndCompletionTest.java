package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpAndCompletionTest {

  @TempDir Path folder;

  private Cli cli() {
    return Cli.on("sqlite:" + folder.resolve("store.db"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "olt", "olt register", "store export"})
  void helpShowsTheSameAsTheOption(String command) {
    String shown = cli().line(("help " + command).strip()).done().out();

    assertThat(shown).isEqualTo(cli().line((command + " --help").strip()).done().out());
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"olt registr, did you mean register?", "nothing, 'nothing'"})
  void helpOfAnUnknownCommandIsRefused(String command, String reason) {
    assertThat(cli().line("help " + command).failed(2, "USAGE_INVALID").err()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "'ponkeeper ol', olt",
    "'ponkeeper olt reg', register",
    "'ponkeeper olt register --alloc', --alloc-ids",
    "'ponkeeper template apply --tech', --technology"
  })
  void bashCompletesCommandsAndOptions(String typed, String completed) throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, cli().line("completion").done().out());
    String[] words = typed.split(" ", -1);
    String line =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%s; _complete_ponkeeper; echo \"${COMPREPLY[@]}\""
            .formatted(script, typed, words.length - 1);

    Process bash =
        new ProcessBuilder("bash", "-c", line)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(printed.strip().split(" ", -1)).contains(completed);
  }

  @Test
  void theScriptAlsoSetsUpZsh() {
    assertThat(cli().line("completion").done().out()).contains("ZSH_VERSION", "bashcompinit");
  }
}
