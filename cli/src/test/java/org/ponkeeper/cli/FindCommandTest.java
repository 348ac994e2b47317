package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FindCommandTest {

  private static final String SERIAL = "ALCL00001234";
  private static final String PORT = "olt-{olt-1}/pon-{0}/onu-{2}/uni-{0}";
  private static final String PATH = "XGS-PON/64/" + PORT;

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
    cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner " + SERIAL + " 2").done();
    cli.line("id allocate " + Scene.OLT + " --pon 0 --type gem-port --owner mgmt 1050-1051").done();
  }

  /** Each hit as the most important fields. */
  private List<String> find(String words) {
    List<String> found = new ArrayList<>();
    for (JsonNode hit : cli.line("find -o json " + words).done().json()) {
      found.add(
          "%s/%s/%s %s %s %s"
              .formatted(
                  hit.get("pon").asString(),
                  hit.get("onu").asString(),
                  hit.get("template_id").asString(),
                  hit.get("type").stringValue(),
                  hit.get("ids"),
                  hit.get("owner").asString()));
    }
    return found;
  }

  @Test
  void anIdOfAPonLeadsToItsSubscriberInOneStep() {
    assertThat(find("--olt olt-1 --pon 0 --type gem-port 1030"))
        .containsExactly("0/2/64 gem-port [1030] " + SERIAL);
    assertThat(find("--pon 1 --type alloc 1024")).containsExactly("1/1/64 alloc [1024] ");
    assertThat(find("1051")).containsExactly("0//%s gem-port [1051] mgmt".formatted(""));
  }

  @Test
  void aNumberIsAnIdOfEveryType() {
    assertThat(find("1024"))
        .containsExactly(
            "0/1/64 alloc [1024] ", "0/1/64 gem-port [1024] ",
            "1/1/64 alloc [1024] ", "1/1/64 gem-port [1024] ");
    assertThat(find("2"))
        .containsExactly(
            "0/2/ onu [2] " + SERIAL,
            "0/2/64 alloc [1025] " + SERIAL,
            "0/2/64 gem-port [1028,1029,1030,1031] " + SERIAL);
    assertThat(find("--type onu 2")).containsExactly("0/2/ onu [2] " + SERIAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {SERIAL, "olt-{olt-1}/pon-{0}/onu-{2}"})
  void anOwnerAndAnOnuAreFoundWithTheirInstances(String text) {
    assertThat(find(text))
        .containsExactly(
            "0/2/ onu [2] " + SERIAL,
            "0/2/64 alloc [1025] " + SERIAL,
            "0/2/64 gem-port [1028,1029,1030,1031] " + SERIAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {PATH, PORT})
  void aPortAndAPathAreFoundAsTheyArePrinted(String text) {
    JsonNode hits = cli.run("find", text, "-o", "json").done().json();

    assertThat(hits).hasSize(2);
    assertThat(hits.get(0).propertyNames())
        .containsExactly(
            "technology",
            "olt",
            "pon",
            "onu",
            "uni",
            "template_id",
            "path",
            "owner",
            "state",
            "type",
            "ids");
    assertThat(hits.get(0).get("path").stringValue()).isEqualTo(PATH);
    assertThat(hits.get(0).get("uni").intValue()).isZero();
    assertThat(hits.get(0).get("state").stringValue()).isEqualTo("owned");
  }

  @Test
  void aTableHasARowForEachTypeOfIds() {
    assertThat(cli.line("find " + SERIAL).done().out().lines())
        .containsExactly(
            "technology  olt    pon  onu  uni  template  what                owner",
            "XGS-PON     olt-1    0    2                 onu 2               ALCL00001234",
            "XGS-PON     olt-1    0    2    0        64  alloc 1025          ALCL00001234",
            "XGS-PON     olt-1    0    2    0        64  gem-port 1028-1031  ALCL00001234");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4711",
        "nobody",
        "olt-{nowhere}/pon-{0}/onu-{1}",
        "--technology GPON 1024",
        "--olt nowhere 1024",
        "--pon 3 1024",
        "--type flow 1024",
        "GPON/64/olt-{olt-1}/pon-{0}/onu-{2}/uni-{0}",
        "99999999999"
      })
  void nothingFoundIsNotAnError(String words) {
    Cli.Answer answer = cli.line("find " + words).done();

    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).isEqualTo("nothing found\n");
    assertThat(cli.line("find -o json " + words).done().out()).isEqualTo("[]\n");
  }

  @ParameterizedTest
  @CsvSource({
    "olt-{olt-1}/pon-{0},UNI_PORT_MALFORMED",
    "olt-{olt-1}/pon-{0}/onu-{2}/uni-0,UNI_PORT_MALFORMED",
    "XGS/64/olt-{olt-1}/pon-{0}/onu-{2}/uni-{0},UNI_PORT_MALFORMED",
    "XGS-PON/x/olt-{olt-1}/pon-{0}/onu-{2}/uni-{0},UNI_PORT_MALFORMED",
    "XGS-PON/70000/olt-{olt-1}/pon-{0}/onu-{2}/uni-{0},ID_OUT_OF_LEGAL_SPACE",
    "olt-{olt-1}/pon-{0}/onu-{1023},ID_OUT_OF_LEGAL_SPACE",
    "a+b,NAME_INVALID",
    "--pon 256 1024,ID_OUT_OF_LEGAL_SPACE",
    "--type llid 1024,USAGE_INVALID",
    "1024 1025,USAGE_INVALID",
    "'',USAGE_INVALID"
  })
  void wrongInputIsNamed(String words, String code) {
    cli.line("find " + words).failed(2, code);
  }

  @ParameterizedTest
  @CsvSource({"--technology GPON,GPON,XGS-PON", "--olt b,b,olt-1", "--pon 3,3,0"})
  void anOptionThatContradictsThePathIsNamedWithBoth(String option, String given, String named) {
    assertThat(cli.line("find " + option + " " + PATH).failed(2, "USAGE_INVALID").err())
        .contains("it is " + given + ", and the path says " + named);
  }

  @Test
  void anIdWithoutAnOwnerIsFound() {
    cli.line("id allocate " + Scene.OLT + " --pon 2 --type alloc --owner lab 1100").done();
    cli.remove("service/voltha/ponkeeper/claims/XGS-PON/olt-1/2/alloc/lab");

    assertThat(cli.line("find 1100").done().out()).contains("alloc 1100", "unknown owner");
    JsonNode hit = cli.line("find 1100 -o json").done().json().get(0);
    assertThat(hit.get("state").stringValue()).isEqualTo("taken");
    assertThat(hit.get("owner").isNull()).isTrue();
  }

  @Test
  void anInstanceThatCannotBeReadIsReported() {
    cli.put("service/voltha/resource_instances/" + PATH, "no".getBytes(StandardCharsets.UTF_8));

    Cli.Answer answer = cli.line("find " + PATH).done();

    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains(PATH).contains("protobuf");
  }

  @Test
  void anOltOfTheGoLibraryIsSearchedToo() {
    cli.remove("service/voltha/ponkeeper/olts/XGS-PON/olt-1");

    assertThat(find("--pon 0 --type gem-port 1030"))
        .containsExactly("0/2/64 gem-port [1030] " + SERIAL);
    assertThat(find(SERIAL)).hasSize(3);
    assertThat(find("--type onu 2")).containsExactly("0/2/ onu [2] " + SERIAL);
  }

  @Test
  void aPrintedPathStandsForAPortWithItsTemplate() {
    assertThat(cli.line("instance get -o json " + PATH).done().json().get("path").stringValue())
        .isEqualTo(PATH);
    cli.line("instance get --template 64 --technology XGS-PON " + PATH).done();
    cli.line("instance delete " + PATH).done();
    cli.line("instance get " + PATH).failed(3, "INSTANCE_NOT_FOUND");
    cli.line("instance create " + PATH).done();

    assertThat(cli.line("instance get --template 65 " + PATH).failed(2, "USAGE_INVALID").err())
        .contains("--template", "it is 65, and the path says 64");
    assertThat(
            cli.line("instance delete --technology GPON " + PATH).failed(2, "USAGE_INVALID").err())
        .contains("--technology", "it is GPON, and the path says XGS-PON");
    assertThat(cli.line("instance get " + PORT).failed(2, "USAGE_INVALID").err())
        .contains("Missing required options: '--technology=T', '--template=N'");
    cli.line("instance get --technology XGS-PON " + PORT).failed(2, "USAGE_INVALID");
  }
}
