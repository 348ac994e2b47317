package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InstanceCommandsTest {

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  @Test
  void createGivesOneEntryWithTheAssignedIds() {
    // when
    JsonNode entry = Scene.create(cli, Scene.port(1, 7, 0), "-o", "json").done().json();

    // then
    assertThat(entry.propertyNames())
        .containsExactly("path", "technology", "olt", "pon", "onu", "uni", "template", "instance");
    assertThat(entry.get("olt").stringValue()).isEqualTo("olt-1");
    assertThat(entry.get("onu").intValue()).isEqualTo(7);
    assertThat(entry.get("path").stringValue())
        .isEqualTo("XGS-PON/64/olt-{olt-1}/pon-{1}/onu-{7}/uni-{0}");
    assertThat(entry.get("template").toString())
        .isEqualTo("{\"id\":64,\"name\":\"FourQueues\",\"source\":\"store\"}");
    assertThat(entry.at("/instance/us_scheduler/alloc_id").intValue()).isEqualTo(1025);
    assertThat(entry.at("/instance/upstream_gem_port_attribute_list/3/gemport_id").intValue())
        .isEqualTo(1031);
  }

  @Test
  void creatingTwiceGivesTheSameInstanceAndSaysSo() {
    // given
    JsonNode first = Scene.create(cli, Scene.port(2, 1, 0), "-o", "json").done().json();
    List<String> before = cli.exported();

    // when
    Cli.Answer second = Scene.create(cli, Scene.port(2, 1, 0), "-o", "json").done();

    // then
    assertThat(second.json()).isEqualTo(first);
    assertThat(second.err()).contains("already existed");
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void derivedValuesArePrintedBesideTheInstance() {
    JsonNode entry =
        Scene.instance(cli, "get", Scene.port(0, 2, 0), "--derived", "-o", "json").done().json();

    assertThat(entry.propertyNames())
        .containsExactlyInAnyOrder(
            "path",
            "technology",
            "olt",
            "pon",
            "onu",
            "uni",
            "template",
            "instance",
            "us_scheduler_config",
            "ds_scheduler_config",
            "us_traffic_queues",
            "ds_traffic_queues",
            "multicast_traffic_queues",
            "us_gemport_for_pbit",
            "ds_gemport_for_pbit");
    assertThat(entry.get("us_gemport_for_pbit").propertyNames())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    assertThat(entry.at("/ds_gemport_for_pbit/7").intValue()).isEqualTo(1031);
  }

  @Test
  void aPbitThatNoPortCarriesHasNoAnswer() {
    // given
    byte[] gaps = Scene.fourQueues("0b11000000", "0b01000000");
    cli.runOn(gaps, "template", "apply", "--technology", "XGS-PON", "--id", "65").done();
    String create = "instance create --technology XGS-PON --template 65 --derived -o json ";

    // when
    JsonNode entry = cli.line(create + Scene.port(0, 9, 0)).done().json();

    // then
    assertThat(entry.get("us_gemport_for_pbit").propertyNames())
        .containsExactly("0", "1", "2", "3", "4", "5", "6");
  }

  @Test
  void deleteFreesTheIdsAndANextCreateGetsThem() {
    // when
    JsonNode deleted =
        Scene.instance(cli, "delete", Scene.port(0, 1, 0), "-o", "json").done().json();
    JsonNode next = Scene.create(cli, Scene.port(0, 9, 0), "-o", "json").done().json();

    // then
    assertThat(deleted.toString())
        .isEqualTo(
            "{\"path\":\"XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}\","
                + "\"technology\":\"XGS-PON\",\"olt\":\"olt-1\",\"pon\":0,\"onu\":1,\"uni\":0,"
                + "\"deleted\":true,"
                + "\"freed_alloc_id\":1024,\"freed_gemport_ids\":[1024,1025,1026,1027]}");
    assertThat(next.at("/instance/us_scheduler/alloc_id").intValue()).isEqualTo(1024);
  }

  @Test
  void deletingWhatIsAbsentIsFine() {
    JsonNode answer =
        Scene.instance(cli, "delete", Scene.port(0, 30, 0), "-o", "json").done().json();

    assertThat(answer.get("deleted").booleanValue()).isFalse();
    assertThat(answer.get("freed_alloc_id").isNull()).isTrue();
    assertThat(answer.get("freed_gemport_ids").isEmpty()).isTrue();
  }

  @Test
  void aListIsSortedByNumbersAndFitsItsTable() {
    // given
    Scene.create(cli, Scene.port(0, 10, 0)).done();

    // when
    Cli.Answer answer = cli.line("instance list").done();

    // then
    assertThat(answer.out().lines())
        .containsExactly(
            "XGS-PON olt-1: 4 instances",
            "pon  onu  uni  template       alloc-id  gem-ports  source",
            "  0    1    0  64 FourQueues      1024  1024-1027  store",
            "  0    2    0  64 FourQueues      1025  1028-1031  store",
            "  0   10    0  64 FourQueues      1026  1032-1035  store",
            "  1    1    0  64 FourQueues      1024  1024-1027  store");
    assertThat(answer.err()).isEmpty();
  }

  @Test
  void aListCanBeOfOnePon() {
    assertThat(cli.line("instance list --pon 1 -o json").done().json().size()).isEqualTo(1);
    assertThat(cli.line("instance list --olt olt-1 --pon 0 -o json").done().json().size())
        .isEqualTo(2);
    assertThat(cli.line("instance list " + Scene.OLT + " -o json").done().json().size())
        .isEqualTo(3);
  }

  @Test
  void anEmptyListSaysSoAndExitsWithZero() {
    Cli.Answer answer = cli.line("instance list --pon 3 -o json").done();

    assertThat(answer.json().isEmpty()).isTrue();
    assertThat(answer.err()).isEqualTo("no instances\n");
    assertThat(cli.line("instance list --technology GPON").done().out()).isEmpty();
  }

  @Test
  void anOltOrPonThatIsAskedForAndDoesNotExistIsRefused() {
    cli.line("instance list --olt nowhere").failed(3, "OLT_NOT_REGISTERED");
    cli.line("instance list --technology GPON --olt olt-1").failed(3, "OLT_NOT_REGISTERED");
    cli.line("instance list --olt olt-1 --pon 9").failed(3, "PON_NOT_REGISTERED");
    Scene.instance(cli, "get", Scene.port(0, 31, 0)).failed(3, "INSTANCE_NOT_FOUND");
    Scene.create(cli, Scene.port(9, 1, 0)).failed(3, "PON_NOT_REGISTERED");
    Scene.create(cli, "olt-{nowhere}/pon-{0}/onu-{1}/uni-{0}").failed(3, "OLT_NOT_REGISTERED");
  }

  @Test
  void anInstanceThatNoTemplateFitsIsListedWithItsIds() {
    // given
    cli.line("template delete --technology XGS-PON --id 64 --force").done();

    // when
    Cli.Answer answer = cli.line("instance list --pon 1 --derived -o json").done();

    // then
    JsonNode entry = answer.json().get(0);
    assertThat(entry.get("template").toString())
        .isEqualTo("{\"id\":64,\"name\":null,\"source\":\"none\"}");
    assertThat(entry.get("instance").isNull()).isTrue();
    assertThat(entry.get("alloc_id").intValue()).isEqualTo(1024);
    assertThat(entry.get("gemport_ids").toString()).isEqualTo("[1024,1025,1026,1027]");
    assertThat(entry.get("problem").stringValue()).contains("no template is stored");
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .startsWith("warning: XGS-PON/64/olt-{olt-1}/pon-{1}/onu-{1}/uni-{0}: ");
    assertThat(cli.line("instance list").done().out()).contains("  64 -  ").contains("  none");
  }

  @Test
  void ofManyWarningsThatSayTheSameTheFirstFewAreShown() {
    // given
    for (int onu = 3; onu < 10; onu++) {
      Scene.create(cli, Scene.port(0, onu, 0)).done();
    }
    cli.line("template delete --technology XGS-PON --id 64 --force").done();

    // when
    Cli.Answer answer = cli.line("instance list").done();

    // then
    assertThat(answer.err().lines()).hasSize(6);
    assertThat(answer.err()).contains("warning: XGS-PON olt-1: 5 more of these: no template");
  }

  @Test
  void optionsOfEveryCommandAreTakenAtAnyPosition() {
    String file = "sqlite:" + folder.resolve("store.db");
    Cli bare = Cli.on("memory:");

    assertThat(bare.run("--store", file, "-o", "json", "instance", "list").done().json().size())
        .isEqualTo(3);
    assertThat(bare.run("instance", "--store", file, "list", "--output=json").done().json().size())
        .isEqualTo(3);
    assertThat(bare.run("instance", "list", "-ojson", "--store=" + file).done().json().size())
        .isEqualTo(3);
  }

  @Test
  void longNamesDoNotMakeATableWiderThanItMayBe() {
    // given
    String device = "d".repeat(200);
    byte[] named = Scene.fourQueues("FourQueues", "N".repeat(200));
    cli.runOn(named, "template", "apply", "--technology", "XGS-PON", "--id", "65").done();
    cli.line(
            "olt register --technology XGS-PON --olt "
                + device
                + " --pons 0-15 --onu-ids 1-32 --alloc-ids 1024-1152 --gem-port-ids 1024-2048")
        .done();
    cli.line(
            "instance create --technology XGS-PON --template 65 olt-{"
                + device
                + "}/pon-{0}/onu-{1}/uni-{0}")
        .done();

    // then
    for (String command :
        List.of(
            "instance list --derived",
            "olt list",
            "template list",
            "olt show --technology XGS-PON --olt " + device)) {
      assertThat(cli.lineOnScreen(command, 100).done().out().lines())
          .as(command)
          .isNotEmpty()
          .allMatch(line -> line.codePointCount(0, line.length()) <= 100);
    }
  }
}
