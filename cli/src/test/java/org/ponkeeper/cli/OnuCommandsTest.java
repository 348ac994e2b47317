package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class OnuCommandsTest {

  private static final String ONU = Scene.OLT + " --pon 0 --onu 1";
  private static final String NAME = "olt-{olt-1}/pon-{0}/onu-{1}";

  @TempDir Path folder;
  private Cli cli;

  /** ONU 1 of "old" with what the scene has, a map and a flow info. */
  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
    cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner old 1").done();
    cli.line("onu-map set " + ONU + " --uni 0 --type flow 7").done();
  }

  private JsonNode show() {
    return cli.line("onu show " + ONU + " -o json").done().json();
  }

  @Test
  void aListHasOneEntryForEachOnu() {
    JsonNode list = cli.line("onu list " + Scene.OLT + " -o json").done().json();

    assertThat(list.get(0).get("onu").asInt()).isEqualTo(1);
    assertThat(list.get(0).get("owner").asString()).isEqualTo("old");
    assertThat(list.get(0).get("id_taken").asBoolean()).isTrue();
    assertThat(list.get(0).get("instances").size()).isPositive();
    assertThat(cli.line("onu list").done().out()).contains("old");
    assertThat(cli.line("onu list " + Scene.OLT + " --pon 1 -o json").done().json())
        .allMatch(onu -> onu.get("pon").asInt() == 1);
  }

  @Test
  void showHasEverythingOfTheOnu() {
    JsonNode onu = show();

    assertThat(onu.get("claims").get(0).get("type").asString()).isEqualTo("onu");
    assertThat(onu.get("maps").get(0).get("ids").get(0).asInt()).isEqualTo(7);
    assertThat(onu.get("instances").get(0).has("us_traffic_queues")).isTrue();
    assertThat(onu.get("flow_infos").isEmpty()).isTrue();
    assertThat(cli.line("onu show " + ONU).done().out())
        .contains("owner        old", "upstream", "flow  7");
  }

  @Test
  void flowInfosOfAUniPortWithoutServiceAreShownToo() {
    cli.put(
        "service/voltha/resource_manager/{XGS-PON}/{olt-1}/flow_id_info/{0,1,9}/{5}",
        "{}".getBytes(StandardCharsets.UTF_8));

    JsonNode info = show().get("flow_infos").get(0);
    assertThat(info.get("uni").asInt()).isEqualTo(9);
    assertThat(info.get("flow").asInt()).isEqualTo(5);
    assertThat(cli.line("onu show " + ONU).done().out()).contains("UNI  flow  bytes");
    assertThat(cli.line("onu delete --dry-run " + ONU).done().out()).contains("1 map, 1 flow info");
  }

  @Test
  void aMovePrintsTheIdsThatItHasAndHad() {
    String meter = "service/voltha/openolt/{olt-1}/{0,1,0}/{64}/meter_id/{upstream}";
    cli.put(meter, "{}".getBytes(StandardCharsets.UTF_8));

    assertThat(cli.line("onu move " + ONU + " --to-onu 5").done().out())
        .startsWith("moved: " + NAME + " to olt-{olt-1}/pon-{0}/onu-{5}, owner old: 1 instance, ")
        .contains("alloc-id  before", "claim        onu ids 5, before 1", "not changed: " + meter);
    JsonNode move =
        cli.line("onu move " + Scene.OLT + " --pon 0 --onu 5 --to-pon 1 -o json").done().json();
    assertThat(move.get("pon").asInt()).isEqualTo(1);
    assertThat(move.get("onu").asInt()).isEqualTo(2);
    assertThat(move.get("moved_from").get("onu").asInt()).isEqualTo(5);
    JsonNode instance = move.get("instances").get(0);
    assertThat(instance.get("path").asString()).endsWith("pon-{1}/onu-{2}/uni-{0}");
    assertThat(instance.get("alloc_id").asInt()).isEqualTo(1025);
    assertThat(instance.get("moved_from").get("alloc_id").asInt()).isEqualTo(1024);
    assertThat(move.get("claims").get(0).get("previous_ids").get(0).asInt()).isEqualTo(5);
    assertThat(move.get("maps").asInt()).isEqualTo(1);
    assertThat(move.get("not_changed").isEmpty()).isTrue();
    cli.line("onu show " + ONU).failed(3, "ONU_NOT_FOUND");
    cli.line("onu move " + ONU + " --to-onu 5").failed(3, "ONU_NOT_FOUND");
    cli.line("onu move " + ONU).failed(2, "USAGE_INVALID");
    cli.line("audit").done();
  }

  @Test
  void aReplacementPrintsTheOwnerBefore() {
    assertThat(cli.line("onu replace " + ONU + " --owner new").done().out())
        .startsWith(NAME + ": owner new, before old\n");
    assertThat(cli.line("onu replace " + ONU + " --owner new").done().out())
        .startsWith(NAME + ": already of new\n");
    JsonNode back = cli.line("onu replace " + ONU + " --owner old -o json").done().json();
    assertThat(back.get("changed").asBoolean()).isTrue();
    assertThat(back.get("before").asString()).isEqualTo("new");
    cli.line("onu replace " + Scene.OLT + " --pon 0 --onu 30 --owner new")
        .failed(3, "ONU_NOT_FOUND");
  }

  @Test
  void aDeletionIsConfirmedAndCanBeTried() {
    JsonNode before = show();

    cli.line("onu delete " + ONU).failed(2, "NOT_CONFIRMED");
    assertThat(cli.line("onu delete " + ONU + " --dry-run").done().out())
        .startsWith("would be deleted: " + NAME);
    assertThat(show()).isEqualTo(before);

    assertThat(cli.line("onu delete " + ONU + " --yes").done().out())
        .startsWith("deleted: " + NAME)
        .contains("free again: onu ids 1");
    cli.line("onu show " + ONU).failed(3, "ONU_NOT_FOUND");
    assertThat(cli.line("onu delete " + ONU + " --yes").done().out())
        .isEqualTo("there was no such ONU\n");
    assertThat(cli.line("onu delete " + ONU + " -o json").done().json().get("deleted").asBoolean())
        .isFalse();
    cli.line("audit").done();
  }
}
