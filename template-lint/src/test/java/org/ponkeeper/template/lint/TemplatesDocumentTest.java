package org.ponkeeper.template.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.profile.TemplateRule;

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
                            RuleText.of(rule).reason(),
                            RuleText.of(rule).source().orElse("–"),
                            example(RuleText.of(rule).example()),
                            RuleText.of(rule).fix()))
                .toList());
  }

  @ParameterizedTest
  @EnumSource
  void everyRuleHasItsText(TemplateRule rule) {
    assertThat(RuleText.of(rule).reason()).isNotBlank();
    assertThat(RuleText.of(rule).fix()).isNotBlank();
    assertThat(RuleText.of(rule).example()).isNotBlank();
  }

  private static String example(String example) {
    return example.startsWith("(") ? example : "`" + example + "`";
  }
}
