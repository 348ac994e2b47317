package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrateCommandTest {

  private static final String POOL =
      "{\"end_idx\":16,\"pon_intf_id\":1,\"pool\":\"AAA=\",\"start_idx\":1}";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
  }

  private void put(String key, String value) {
    cli.put("service/voltha/" + key, value.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> poolKeys() {
    return cli.export().keySet().stream().filter(key -> key.contains("_pool/")).toList();
  }

  @Test
  void poolKeysGoThereAndBack() {
    // given
    Scene.prepare(cli);
    List<String> before = cli.exported();

    // when
    Cli.Answer planned = cli.line("store migrate --pool-keys without-technology --dry-run").done();
    // then
    assertThat(planned.out())
        .isEqualTo("XGS-PON olt-1: 4 keys would be moved to without-technology\n");
    assertThat(cli.exported()).isEqualTo(before);

    // when
    Cli.Answer moved = cli.line("store migrate --pool-keys without-technology -o json").done();
    // then
    assertThat(moved.out())
        .isEqualTo(
            "[{"
                + Scene.PLACE
                + "\"device\":\"olt-1\",\"pool_keys\":\"without-technology\","
                + "\"registered\":false,\"removed\":0,\"moved\":4}]\n");
    assertThat(poolKeys())
        .hasSize(4)
        .allMatch(key -> key.startsWith("service/voltha/resource_manager/{olt-1}/"));
    assertThat(cli.line("store migrate --pool-keys without-technology").done().out())
        .isEqualTo("XGS-PON olt-1: its keys are without-technology\n");

    // when
    cli.line("store migrate --pool-keys with-technology " + Scene.OLT).done();
    // then
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void anOltOfUnknownTechnologyIsLeftOutUnlessItIsNamed() {
    for (String type : List.of("alloc", "gemport", "onu")) {
      put("resource_manager/{olt-1}/" + type + "_id_pool/{0}", POOL);
    }

    assertThat(cli.line("store migrate --pool-keys with-technology").done().err())
        .contains("warning: olt-1: its keys do not show its technology");
    assertThat(cli.line("store migrate --pool-keys with-technology " + Scene.OLT).done().err())
        .isEqualTo("XGS-PON olt-1: registered with the values found\n");
    assertThat(poolKeys()).hasSize(3).allMatch(key -> key.contains("{XGS-PON}"));
  }

  @Test
  void oneOltThatIsRefusedDoesNotKeepTheOthers() {
    // given
    Scene.prepare(cli);
    put("resource_manager/{GPON}/{olt-0}/alloc_id_pool/{0}", POOL);

    // when
    Cli.Answer answer = cli.line("store migrate --pool-keys without-technology");

    // then
    assertThat(answer.exitCode()).isEqualTo(3);
    assertThat(answer.err())
        .contains(
            "ponkeeper: OLT_NOT_REGISTERED: ", "OLT: olt-0", "missing: onu ids, gem-port ids");
    assertThat(answer.out()).isEqualTo("XGS-PON olt-1: 4 keys were moved to without-technology\n");
  }

  @Test
  void whatIsLeftBehindIsInTheWayUntilItIsRemoved() {
    // given
    Scene.prepare(cli);
    put("resource_manager/{olt-1}/alloc_id_pool/{0}", POOL);

    // then
    assertThat(cli.line("audit").done().out())
        .contains(
            "warning: left-behind-keys: XGS-PON olt-1: pool keys without-technology: 1 "
                + "unused keys");
    assertThat(cli.line("olt show " + Scene.OLT).done().err()).contains("1 unused keys are left");
    Cli.Answer refused =
        cli.line("store migrate --pool-keys without-technology").refused(3, "POOL_KEYS_DIFFER");
    assertThat(refused.err()).contains("{olt-1}/alloc_id_pool/{0}", "--remove-left-behind");

    // when
    String remove = "store migrate --pool-keys without-technology --remove-left-behind";
    assertThat(cli.line(remove + " --dry-run").done().out())
        .isEqualTo(
            "XGS-PON olt-1: 1 keys left behind would be removed,"
                + " 4 keys would be moved to without-technology\n");
    assertThat(cli.line(remove).done().out())
        .isEqualTo(
            "XGS-PON olt-1: 1 keys left behind were removed,"
                + " 4 keys were moved to without-technology\n");

    // then
    assertThat(cli.line("audit").done().out()).isEmpty();
    assertThat(cli.line("instance list -o json").done().json()).hasSize(3);
  }

  @Test
  void olderInstancesAreMigratedAndTheRestIsReported() {
    // given
    OlderStore older = OlderStore.fill(cli, 50);
    String broken = "technology_profiles/XGS-PON/64/" + Scene.port(3, 99, 0);
    put(broken, "{\"name\":\"broken\"}");
    List<String> before = cli.exported();

    // when
    Cli.Answer planned = cli.line("store migrate --instances --dry-run");
    // then
    assertThat(planned.exitCode()).isEqualTo(5);
    assertThat(planned.out())
        .isEqualTo(
            "XGS-PON olt-1: 50 instances would be migrated, 0 already migrated,"
                + " 1 would be left\n");
    assertThat(planned.err())
        .isEqualTo(
            "warning: left service/voltha/"
                + broken
                + ": \"subscriber_identifier\" is missing or"
                + " not a text\n");
    assertThat(cli.exported()).isEqualTo(before);

    // when
    Cli.Answer migrated = cli.line("store migrate --instances -o json");
    // then
    assertThat(migrated.exitCode()).isEqualTo(5);
    assertThat(migrated.json().get(0).get("migrated").intValue()).isEqualTo(50);
    assertThat(migrated.json().at("/0/left/0/key").stringValue())
        .isEqualTo("service/voltha/" + broken);
    assertThat(older.check()).isEqualTo(50);
    assertThat(cli.export()).containsKey("service/voltha/" + broken);
    assertThat(cli.line("store migrate --instances").out())
        .contains("0 instances were migrated", "1 were left");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "store migrate --instances --pool-keys with-technology",
        "store migrate --instances --remove-left-behind",
        "store migrate",
        "store migrate --olt olt-1",
        "store migrate --pool-keys",
        "store migrate --pool-keys newer",
      })
  void aCallThatDoesNotSayWhatToMigrateIsRefused(String words) {
    Cli.Answer answer = cli.line(words);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("  see: ponkeeper store migrate --help");
  }

  @Test
  void anOltThatIsNotThereIsRefused() {
    cli.line("store migrate --pool-keys with-technology " + Scene.OLT)
        .failed(3, "OLT_NOT_REGISTERED");
    cli.line("store migrate --instances " + Scene.OLT).failed(3, "OLT_NOT_REGISTERED");
    assertThat(cli.line("store migrate --pool-keys with-technology").done().err())
        .isEqualTo("no OLTs\n");
  }
}
