package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The formats of output, and the width of tables. */
class OutputTest {

  private static final String LONG = "a-very-long-device-id-of-an-olt-".repeat(5);

  @TempDir Path folder;

  private Cli prepared() {
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);
    cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner ALCL00001234 1").done();
    cli.line(
            "olt register --technology XGS-PON --olt "
                + LONG
                + " --pons 0-63 --onu-ids 1-32 --alloc-ids 1024-1152 --gem-port-ids 1024-2048")
        .done();
    return cli;
  }

  static List<String> lists() {
    return List.of(
        "instance list --derived",
        "onu list",
        "onu show " + Scene.OLT + " --pon 0 --onu 1",
        "olt list",
        "olt show --technology XGS-PON --olt " + LONG,
        "olt show " + Scene.OLT,
        "id list " + Scene.OLT + " --pon 0 --type gem-port",
        "id owner " + Scene.OLT + " --pon 0 --type gem-port 1024",
        "find ALCL00001234",
        "template list");
  }

  @ParameterizedTest
  @MethodSource("lists")
  void onATerminalListsFitItsWidthAndElsewhereNothingIsShortened(String words) {
    Cli cli = prepared();

    for (int columns : List.of(80, 200)) {
      assertThat(cli.lineOnScreen(words, columns).done().out().lines())
          .as(words)
          .isNotEmpty()
          .allMatch(line -> line.codePointCount(0, line.length()) <= columns);
    }
    assertThat(cli.line(words).done().out()).doesNotContain("…").isNotEmpty();
  }

  @Test
  void longTextIsShortenedOnATerminalOnly() {
    Cli cli = prepared();

    assertThat(cli.lineOnScreen("olt list", 80).done().out()).contains("…").doesNotContain(LONG);
    assertThat(cli.line("olt list").done().out()).contains(LONG);
  }

  @ParameterizedTest
  @MethodSource("lists")
  void yamlIsTheSameDocumentAsJson(String words) {
    Cli cli = prepared();
    cli.run("olt", "list", "-o", "yaml").done();

    String yaml = cli.line(words + " -o yaml").done().out();

    assertThat(yaml).startsWith("---\n").endsWith("\n");
    assertThat(new YAMLMapper().readTree(yaml))
        .isEqualTo(new YAMLMapper().readTree(cli.line(words + " -o json").done().out()));
  }

  @Test
  void aTextThatLooksLikeANumberStaysATextInYaml() {
    Cli cli = Cli.in(folder);
    Scene.applyTemplate(cli);
    cli.line(
            "olt register --technology XGS-PON --olt 1e3 --pons 0 --onu-ids 1-32"
                + " --alloc-ids 1024-1152 --gem-port-ids 1024-2048")
        .done();

    JsonNode olts = new YAMLMapper().readTree(cli.line("olt list -o yaml").done().out());

    assertThat(olts.get(0).get("olt").isString()).isTrue();
    assertThat(olts.get(0).get("olt").stringValue()).isEqualTo("1e3");
  }

  @Test
  void theFormatIsFoundHoweverItIsWritten() {
    for (String words : List.of("-o json", "-ojson", "-o=json", "--output json", "--output=json")) {
      assertThat(OutputFormat.of(("olt list " + words).split(" "))).isEqualTo(OutputFormat.JSON);
    }
    for (String words : List.of("", "-o", "-o xml", "--owner json", "-- -o json", "-o table")) {
      assertThat(OutputFormat.of(("olt list " + words).split(" "))).isEqualTo(OutputFormat.TABLE);
    }
  }
}
