package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README do what they say, in their order. */
class ReadmeCommandsTest {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TempDir Path folder;

  @Test
  void everyCommandOfTheReadmeSucceeds() throws Exception {
    Path root = Path.of(System.getProperty("ponkeeper.root"));
    List<String> lines =
        Files.readAllLines(root.resolve("README.md")).stream()
            .filter(line -> line.startsWith("./ponkeeper "))
            .toList();
    Cli cli = Cli.in(folder);

    for (String line : lines) {
      Cli.Answer answer = cli.run(words(line.substring("./ponkeeper ".length()), root));
      assertThat(answer.exitCode()).as(line + "\n" + answer.err()).isZero();
    }

    assertThat(lines).hasSizeGreaterThan(8);
    assertThat(folder.resolve("backup.jsonl")).isNotEmptyFile();
  }

  private String[] words(String line, Path root) {
    List<String> words = new ArrayList<>();
    Matcher m = WORD.matcher(line);
    while (m.find()) {
      String word = m.group(1) != null ? m.group(1) : m.group(2);
      if (word.startsWith("examples/")) {
        word = root.resolve(word).toString();
      } else if (word.equals("backup.jsonl")) {
        word = folder.resolve(word).toString();
      }
      words.add(word);
    }
    return words.toArray(String[]::new);
  }
}
