package org.ponkeeper.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/templates.md} and the rules are the same. */
class TemplatesDocumentTest {

  @Test
  void theDocumentHasEveryRuleInTheOrderOfTheEnum() throws IOException {
    Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "templates.md");
    List<String> rows =
        Files.readAllLines(document).stream()
            .filter(line -> line.matches("\\| `[A-Z]\\w+` \\|.*"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(TemplateRule.values())
                .map(rule ->
                    "| `%s` | %s | %s | %s | %s | %s |"
                        .formatted(
                            rule.code(),
                            rule.severity().text(),
                            rule.reason(),
                            rule.source().orElse("–"),
                            example(rule.example()),
                            rule.fix()))
                .toList());
  }

  private static String example(String example) {
    return example.startsWith("(") ? example : "`" + example + "`";
  }
}
