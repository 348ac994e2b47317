package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code template lint}, and what {@code template apply} says before it stores anything. */
class TemplateLintTest {

  private static final String APPLY = "template apply --technology XGS-PON --id 64";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
  }

  private Path file(String name, byte[] document) throws IOException {
    return Files.write(folder.resolve(name), document);
  }

  private static byte[] odd() {
    return text(Scene.fourQueues())
        .replaceFirst("\"version\": 1", "\"version\": 1.0,\n  \"copyright-notice\": \"x\"")
        .replaceFirst("0b00000011", "0b0000011")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }

  @Test
  void aGoodTemplateIsSaidToBeGoodWithoutAStore() throws IOException {
    Path good = file("good.json", Scene.fourQueues());

    Cli.Answer answer = Cli.on("sqlite:/proc/nowhere").line("template lint " + good).done();

    assertThat(answer.out()).isEmpty();
    assertThat(answer.err())
        .isEqualTo(
            good + ": no problems found, as a template of XGS-PON (guessed from the file)\n");
  }

  @Test
  void everythingIsShownAtOnceWithItsPlaceAndWhatToDo() throws IOException {
    Path odd = file("odd.json", odd());

    Cli.Answer answer = cli.line("template lint " + odd);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.out().lines().filter(line -> !line.startsWith(" ")))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches(odd + ":4:14: error: NUMBER_NOT_PLAIN: version: a whole .*; write 1"),
            line ->
                assertThat(line)
                    .isEqualTo(odd + ":5:3: error: KEY_UNKNOWN: copyright-notice: unknown key"),
            line ->
                assertThat(line)
                    .matches(
                        odd
                            + ":\\d+:\\d+: error: PBIT_MAP_LENGTH:"
                            + " upstream_gem_port_attribute_list\\[0].pbit_map: must be .*"));
    assertThat(answer.out().lines().filter(line -> line.startsWith("    fix: "))).hasSize(3);
    assertThat(answer.err()).contains("ponkeeper: TEMPLATE_INVALID: ", "odd.json (3 errors)");
  }

  @Test
  void asJsonEveryComplaintIsAnObject() throws IOException {
    Path odd = file("odd.json", odd());
    Path warned = file("warned.json", Scene.fourQueues("\"XPON\"", "\"GPON\""));

    Cli.Answer answer =
        cli.line("template lint --technology XGS-PON --id 64 -o json " + odd + " " + warned);

    assertThat(answer.exitCode()).isEqualTo(2);
    JsonNode json = answer.json();
    assertThat(json.size()).isEqualTo(4);
    assertThat(json.get(0).propertyNames())
        .containsExactly("file", "line", "column", "severity", "code", "path", "message", "fix");
    assertThat(json.get(1).get("code").stringValue()).isEqualTo("KEY_UNKNOWN");
    assertThat(json.get(1).get("line").intValue()).isEqualTo(5);
    assertThat(json.get(3).get("file").stringValue()).isEqualTo(warned.toString());
    assertThat(json.get(3).get("severity").stringValue()).isEqualTo("warning");
    assertThat(cli.line("template lint --technology GPON -o json " + warned).done().out())
        .isEqualTo("[]\n");
  }

  @Test
  void warningsAloneAreFineAndTheIdIsCheckedToo() {
    Cli.Answer answer =
        cli.runOn(Scene.fourQueues(), "template", "lint", "--id", "300", "-").done();

    assertThat(answer.out()).startsWith("-:1:1: warning: TEMPLATE_ID: the template id is 300");
  }

  @Test
  void fixMendsTheFileInPlaceAndShowsTheDifference() throws IOException {
    // given
    Path odd =
        file(
            "odd.json",
            text(odd()).replace("0b0000011", "0b00000011").getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(odd, PosixFilePermissions.fromString("rw-r--r--"));
    byte[] before = Files.readAllBytes(odd);

    // when
    Cli.Answer dry = cli.line("template lint --fix --dry-run " + odd).done();
    byte[] between = Files.readAllBytes(odd);
    Cli.Answer fixed = cli.line("template lint --fix " + odd).done();

    // then
    assertThat(between).isEqualTo(before);
    assertThat(dry.out()).isEqualTo(fixed.out());
    assertThat(fixed.out().lines())
        .contains("--- " + odd, "-  \"version\": 1.0,", "+  \"version\": 1,")
        .contains("-  \"copyright-notice\": \"x\",")
        .anyMatch(line -> line.startsWith("@@ -"));
    assertThat(Files.readAllBytes(odd)).isEqualTo(Scene.fourQueues());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(odd)))
        .isEqualTo("rw-r--r--");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> !file.endsWith("store.db"))).containsExactly(odd);
    }
    assertThat(cli.line("template lint --fix " + odd).done().err())
        .contains("nothing that can be corrected safely");
  }

  @Test
  void filesThatCannotBeFixedOrReadAreReportedFirst() throws IOException {
    Path odd = file("odd.json", odd());

    cli.runOn(odd(), "template", "lint", "--fix", "-").failed(2, "FILE_INVALID");
    cli.line("template lint --fix " + odd + " " + folder.resolve("missing"))
        .failed(2, "FILE_INVALID");
    assertThat(Files.readAllBytes(odd)).isEqualTo(odd());
    assertThat(cli.line("template lint").exitCode()).isEqualTo(2);
  }

  @Test
  void applyReportsEachProblemOnItsOwnLine() {
    Cli.Answer answer = cli.runOn(odd(), APPLY.split(" ")).failed(2, "TEMPLATE_INVALID");

    assertThat(answer.err().lines())
        .filteredOn(line -> line.startsWith("-:"))
        .hasSize(3)
        .allMatch(line -> line.matches("-:\\d+:\\d+: error: [A-Z_]+: .*"));
    assertThat(cli.exported()).isEmpty();
  }

  @Test
  void applyShowsWarningsAndStoresTheTemplate() {
    Cli.Answer answer =
        cli.runOn(Scene.fourQueues("\"XPON\"", "\"GPON\""), APPLY.split(" ")).done();

    assertThat(answer.err()).matches("-:\\d+:3: warning: PROFILE_TYPE: .*\n");
    assertThat(answer.out()).startsWith("created ");
  }

  @Test
  void aDryRunSaysWhatItWouldDoToLiveServicesAndStoresNothing() {
    // given
    Scene.prepare(cli);
    List<String> before = cli.exported();
    String dryRun = APPLY + " --dry-run";

    // then
    assertThat(cli.runOn(Scene.fourQueues(), dryRun.split(" ")).done().out())
        .startsWith("would leave unchanged XGS-PON template 64: ");
    assertThat(
            cli.runOn(Scene.fourQueues("\"version\": 1", "\"version\": 2"), dryRun.split(" "))
                .done()
                .out()
                .lines())
        .containsExactly(
            "would replace XGS-PON template 64: FourQueues, GEM ports: 4, instances in use: 3",
            "  version: 1 -> 2",
            "  the instances keep their shape, and their ids");
    assertThat(
            cli.runOn(
                    Scene.fourQueues(),
                    "template apply --technology XGS-PON --id 65 --dry-run -o json".split(" "))
                .done()
                .json()
                .get("effect")
                .stringValue())
        .isEqualTo("created");
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void aDryRunOfWhatWouldBeRefusedIsRefused() {
    Scene.prepare(cli);
    byte[] other = Scene.fourQueues("\"multi-instance\"", "\"single-instance\"");

    Cli.Answer refused = cli.runOn(other, (APPLY + " --dry-run -o json").split(" "));
    Cli.Answer forced = cli.runOn(other, (APPLY + " --dry-run --force").split(" ")).done();

    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains("TEMPLATE_IN_USE", "\"instances\":3");
    assertThat(refused.json().get("changes_shape").booleanValue()).isTrue();
    assertThat(refused.json().at("/changes/0/path").stringValue())
        .isEqualTo("instance_control.onu");
    assertThat(forced.out())
        .contains("instance_control.onu: \"multi-instance\" -> \"single-instance\"", "--force");
  }
}
