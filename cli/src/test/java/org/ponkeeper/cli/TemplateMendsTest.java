package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The broken templates of {@code docs/templates.md}, on their way to being mended: {@code lint}
 * says what stands there.
 */
class TemplateMendsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"hsia", "business", "iptv"})
  void theDocumentSaysWhatLintSays(String name) throws IOException {
    Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "templates.md");
    List<String> shown =
        Files.readAllLines(document).stream()
            .dropWhile(line -> !line.equals("## Three examples"))
            .filter(line -> line.startsWith(name + ".json:"))
            .toList();

    List<String> told = new ArrayList<>();
    int stages = 0;
    while (resource(name, Integer.toString(stages + 1)) != null) {
      stages++;
      Cli.Answer answer = lint(name, Integer.toString(stages));
      told.addAll((answer.out() + answer.err()).replace(folder + "/", "").lines().toList());
    }

    assertThat(stages).isPositive();
    assertThat(shown).hasSizeGreaterThan(4);
    assertThat(told).containsSubsequence(shown);
    lint(name, "mended").done();
  }

  private static InputStream resource(String name, String stage) {
    return TemplateMendsTest.class.getResourceAsStream("/mends/" + name + "." + stage + ".json");
  }

  private Cli.Answer lint(String name, String stage) throws IOException {
    Path file = folder.resolve(name + ".json");
    try (InputStream in = resource(name, stage)) {
      Files.write(file, in.readAllBytes());
    }
    return Cli.in(folder).run("template", "lint", file.toString());
  }
}
