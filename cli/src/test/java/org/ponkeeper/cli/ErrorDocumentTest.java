package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.error.ErrorClass;
import tools.jackson.databind.JsonNode;

/** With {@code -o json}, an error is one JSON document on the last line of standard error. */
class ErrorDocumentTest {

  @TempDir Path folder;

  private static JsonNode error(Cli.Answer answer) {
    return Cli.JSON.readTree(answer.err().lines().toList().getLast());
  }

  static List<DocumentedError> errors() throws Exception {
    return ErrorExamplesTest.errorsOfCommands();
  }

  @ParameterizedTest
  @MethodSource("errors")
  void everyErrorHasItsDocument(DocumentedError documented) throws Exception {
    try (ErrorStage stage = ErrorStage.of(documented.code(), folder)) {
      String command = ErrorExamplesTest.examples().get(documented.code()).command();

      Cli.Answer answer = stage.run(command + " -o json");

      JsonNode error = error(answer);
      assertThat(error.propertyNames())
          .containsExactly("code", "class", "exit_code", "message", "facts", "remedy");
      assertThat(error.get("code").stringValue()).isEqualTo(documented.code());
      assertThat(error.get("class").stringValue())
          .isEqualTo(ErrorJson.name(documented.errorClass()));
      assertThat(error.get("exit_code").intValue()).isEqualTo(answer.exitCode());
      assertThat(error.get("message").stringValue()).isEqualTo(documented.message());
      assertThat(error.get("remedy").stringValue()).isEqualTo(documented.remedy());
      assertThat(answer.err()).doesNotContain("ponkeeper: ", "what to do");
    }
  }

  @Test
  void numbersOfFactsAreNumbers() {
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);

    JsonNode error =
        error(
            cli.line(
                "id allocate " + Scene.OLT + " --pon 0 --type onu --owner lab --count 33 -o json"));

    assertThat(error.get("code").stringValue()).isEqualTo("POOL_EXHAUSTED");
    assertThat(error.get("facts").get("needed").intValue()).isEqualTo(33);
    assertThat(error.get("facts").get("range").stringValue()).isEqualTo("1-32");
  }

  @Test
  void aTextInPlaceOfANumberHasAnotherKey() {
    JsonNode facts =
        error(
                Cli.on("memory:")
                    .line(
                        "id allocate "
                            + Scene.OLT
                            + " --pon 0 --type onu --owner lab --count 9999999999 -o json"))
            .get("facts");

    assertThat(facts.get("count").longValue()).isEqualTo(9_999_999_999L);
  }

  @Test
  void anOnuIsShownByItsParts() {
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);

    JsonNode facts =
        error(cli.line("onu show " + Scene.OLT + " --pon 3 --onu 9 -o json")).get("facts");

    assertThat(facts.get("olt").stringValue()).isEqualTo("olt-1");
    assertThat(facts.get("pon").intValue()).isEqualTo(3);
    assertThat(facts.get("onu").intValue()).isEqualTo(9);
  }

  @Test
  void wrongArgumentsHaveADocumentWhereverTheFormatStands() {
    Cli cli = Cli.on("memory:");
    for (String words :
        List.of(
            "olt list --frobnicate -o json",
            "-o json olt list --frobnicate",
            "olt show -o json",
            "olt show --technology XPON -o yaml",
            "frobnicate -o json",
            "olt list -o json -o json")) {
      Cli.Answer answer = cli.line(words);
      JsonNode error = error(answer);
      assertThat(answer.err().lines()).as(words).hasSize(1);
      assertThat(answer.exitCode()).isEqualTo(2);
      assertThat(error.get("exit_code").intValue()).isEqualTo(2);
      assertThat(error.get("class").stringValue())
          .isEqualTo(ErrorJson.name(ErrorClass.INVALID_REQUEST));
    }
  }

  @Test
  void passwordsAreHidden() {
    Cli.Answer answer = Cli.on("memory:").line("olt list etcd://joe:s3cret@h -o json");

    assertThat(answer.err()).doesNotContain("s3cret").contains("***@");
    assertThat(error(answer).get("code").stringValue()).isEqualTo("USAGE_INVALID");
  }

  @Test
  void aBugHasItsTraceInTheDocument() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), err, Map.of());
    terminal.use(OutputFormat.JSON);

    int exitCode = new Failures(terminal).report(new IllegalStateException("oops"));

    assertThat(exitCode).isEqualTo(1);
    JsonNode error = Cli.JSON.readTree(err.toString(StandardCharsets.UTF_8));
    assertThat(error.get("code").stringValue()).isEqualTo("BUG");
    assertThat(error.get("facts").get("trace").stringValue()).contains("oops", "\tat ");
  }
}
