package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/olts.md} shows is what the commands print. */
class OltsDocumentTest {

  private static final Pattern MESSAGE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final Pattern TRANSCRIPT =
      Pattern.compile("```\n\\$ ponkeeper ([^\n]*)\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theCommandsPrintWhatTheDocumentShows() throws IOException {
    String document =
        Files.readString(Path.of(System.getProperty("ponkeeper.root"), "docs", "olts.md"));
    Matcher message = MESSAGE.matcher(document);
    assertThat(message.find()).isTrue();
    Path file = Files.writeString(folder.resolve("device-info.json"), message.group(1));
    Cli cli = Cli.in(folder);

    int shown = 0;
    for (MatchResult found : TRANSCRIPT.matcher(document).results().toList()) {
      String command = found.group(1).replace("device-info.json", file.toString());
      assertThat(cli.line(command).done().out()).as(command).isEqualTo(found.group(2));
      shown++;
    }
    assertThat(shown).isEqualTo(3);
  }
}
