package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TemplateCommandsTest {

  private static final String APPLY = "template apply --technology XGS-PON --id 64";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
  }

  private Cli.Answer apply(byte[] document, String... more) {
    String[] args = Arrays.copyOf(APPLY.split(" "), 6 + more.length);
    System.arraycopy(more, 0, args, 6, more.length);
    return cli.runOn(document, args);
  }

  @Test
  void applyStoresTheDocumentAsItIsAndShowPrintsIt() throws IOException {
    // given
    Path file = folder.resolve("template.json");
    Files.write(file, Scene.fourQueues());

    // when
    JsonNode applied = cli.line(APPLY + " -o json " + file).done().json();

    // then
    assertThat(applied.toString())
        .isEqualTo(
            "{\"technology\":\"XGS-PON\",\"id\":64,\"effect\":\"created\",\"name\":\"FourQueues\","
                + "\"num_gem_ports\":4,\"instances\":0}");
    assertThat(cli.line("template show --technology XGS-PON --id 64").done().out())
        .isEqualTo(new String(Scene.fourQueues(), StandardCharsets.UTF_8));
  }

  @Test
  void applyingTheSameAgainChangesNothing() {
    apply(Scene.fourQueues()).done();
    List<String> before = cli.exported();

    assertThat(apply(Scene.fourQueues()).done().out()).startsWith("unchanged ");
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void showAsJsonHasWhatWasUnderstood() {
    apply(Scene.fourQueues()).done();

    JsonNode shown = cli.line("template show --technology XGS-PON --id 64 -o json").done().json();

    assertThat(shown.get("condition").stringValue()).isEqualTo("usable");
    assertThat(shown.get("remarks").isEmpty()).isTrue();
    assertThat(shown.at("/template/num_gem_ports").intValue()).isEqualTo(4);
  }

  @Test
  void listHasTheTemplatesOfAllTechnologiesById() {
    // given
    apply(Scene.fourQueues()).done();
    for (String id : List.of("100", "9")) {
      cli.runOn(Scene.fourQueues(), "template", "apply", "--technology", "GPON", "--id", id).done();
    }
    cli.put("service/voltha/technology_profiles/GPON/10", new byte[] {'{'});

    // then
    assertThat(cli.line("template list").done().out().lines())
        .containsExactly(
            "technology   id  name        gem-ports  onu             condition",
            "GPON          9  FourQueues          4  multi-instance  usable",
            "GPON         10  -                   -  -               unreadable",
            "GPON        100  FourQueues          4  multi-instance  usable",
            "XGS-PON      64  FourQueues          4  multi-instance  usable");
    JsonNode json = cli.line("template list --technology GPON -o json").done().json();
    assertThat(json.size()).isEqualTo(3);
    assertThat(json.get(0).get("name").stringValue()).isEqualTo("FourQueues");
    assertThat(json.get(1).get("name").isNull()).isTrue();
    assertThat(json.get(1).get("remarks").isEmpty()).isFalse();
  }

  @Test
  void anEmptyListSaysSo() {
    Cli.Answer answer = cli.line("template list -o json").done();

    assertThat(answer.out()).isEqualTo("[]\n");
    assertThat(answer.err()).isEqualTo("no templates\n");
  }

  @Test
  void aChangeOfShapeOfInstancesInUseNeedsForce() {
    // given
    Scene.prepare(cli);
    byte[] other = Scene.fourQueues("\"multi-instance\"", "\"single-instance\"");

    // then
    Cli.Answer refused = apply(other).failed(3, "TEMPLATE_IN_USE");
    assertThat(refused.err()).contains("instances: 3");
    assertThat(apply(other, "--force").done().out()).startsWith("replaced ");
    cli.line("template delete --technology XGS-PON --id 64").failed(3, "TEMPLATE_IN_USE");
    assertThat(
            cli.line("template delete --technology XGS-PON --id 64 --force -o json").done().out())
        .isEqualTo("{\"technology\":\"XGS-PON\",\"id\":64,\"deleted\":true}\n");
    cli.line("template delete --technology XGS-PON --id 64").failed(3, "TEMPLATE_NOT_FOUND");
    cli.line("template show --technology XGS-PON --id 64").failed(3, "TEMPLATE_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{} {}",
        "{\"name\":\"a\"",
        "{\"nmae\":\"a\"}",
        "{\"name\":1}",
        "{\"version\":-1}",
        "{\"version\":4294967296}",
        "{\"version\":1e400}",
        "{\"num_gem_ports\":99999999999999999999}",
        "{\"name\":\"\\ud800\"}",
      })
  void anInvalidTemplateIsRefusedAndNothingIsStored(String document) {
    apply(document.getBytes(StandardCharsets.UTF_8)).failed(2, "TEMPLATE_INVALID");

    assertThat(cli.exported()).isEmpty();
  }

  @Test
  void aTemplateWithAFaultIsRefusedAndTheFaultIsNamed() {
    assertRefused("\"WRR\"", "\"wrr\"", "upstream_gem_port_attribute_list[0].scheduling_policy");
    assertRefused("\"us_scheduler\"", "\"up_scheduler\"", "up_scheduler");
    assertRefused("\"num_gem_ports\": 4", "\"num_gem_ports\": 5", "num_gem_ports");
    assertRefused("\"num_gem_ports\": 4", "\"num_gem_ports\": 0", "num_gem_ports");
    assertRefused("\"weight\": 30", "\"weight\": -30", "weight");
    assertRefused("\"weight\": 30", "\"weight\": 4294967296", "weight");
    assertRefused("0b00000011", "0b011", "pbit_map");
    assertRefused("\"uni\": \"single-instance\"", "\"uni\": \"multi-instance\"", "uni");
    assertThat(cli.exported()).isEmpty();
  }

  private void assertRefused(String target, String replacement, String named) {
    Cli.Answer answer = apply(Scene.fourQueues(target, replacement)).failed(2, "TEMPLATE_INVALID");
    assertThat(answer.err()).contains(named);
  }

  @Test
  void aFileThatCannotBeReadOrIsTooLongIsRefused() throws IOException {
    Path large = folder.resolve("large.json");
    Files.write(large, new byte[(1 << 20) + 1]);

    for (Path file : List.of(large, folder, folder.resolve("missing"))) {
      Cli.Answer answer = cli.line(APPLY + " " + file).failed(2, "FILE_INVALID");
      assertThat(answer.err()).contains("file: " + file);
    }
    apply(new byte[(1 << 20) + 1]).failed(2, "FILE_INVALID");
    assertThat(cli.exported()).isEmpty();
  }
}
