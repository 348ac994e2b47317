package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OltCommandsTest {

  private static final String RANGES =
      " --onu-ids 1-32 --alloc-ids 1024-1152 --gem-port-ids 1024-2048";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
  }

  @Test
  void registerWritesOneKeyAndShowsTheRecord() {
    // when
    Cli.Answer answer =
        cli.line(
                "olt register "
                    + Scene.OLT
                    + " --pons 0-3,8 --flow-ids 1-16383 --shared alloc=1,gem-port=2 -o json"
                    + RANGES)
            .done();

    // then
    String offered = "\"pon_numbers\":[0,1,2,3,8],\"id_ranges\":[{\"first\":%s,\"last\":%s}]}";
    assertThat(answer.out())
        .isEqualTo(
            "{\"technology\":\"XGS-PON\",\"olt\":\"olt-1\",\"device\":\"olt-1\","
                + "\"registered\":true,\"written\":true,\"pons\":\"0-3,8\","
                + "\"pon_numbers\":[0,1,2,3,8],\"ranges\":{\"onu\":\"1-32\","
                + "\"alloc\":\"1024-1152\",\"gem_port\":\"1024-2048\",\"flow\":\"1-16383\"},"
                + "\"offered_ids\":[{\"type\":\"onu\","
                + offered.formatted(1, 32)
                + ",{\"type\":\"alloc\","
                + offered.formatted(1024, 1152)
                + ",{\"type\":\"gem-port\","
                + offered.formatted(1024, 2048)
                + ",{\"type\":\"flow\","
                + offered.formatted(1, 16383)
                + "],\"shared\":{\"alloc\":1,\"gem_port\":2},\"full_pools\":false,"
                + "\"state\":\"live\",\"pool_keys\":\"with-technology\"}\n");
    assertThat(cli.exported()).hasSize(1);
  }

  @Test
  void registeringTheSameAgainIsFineAndOtherwiseIsRefused() {
    // given
    Scene.register(cli);
    List<String> before = cli.exported();

    // then
    assertThat(Scene.register(cli).err()).contains("already registered with these values");
    Cli.Answer refused =
        cli.line("olt register " + Scene.OLT + " --pons 0-7" + RANGES).failed(3, "RANGE_DIFFERS");
    assertThat(refused.err()).contains("0-7");
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void showHasPoolsAndHowManyIdsAreTaken() {
    // given
    Scene.prepare(cli);

    // when
    JsonNode shown = cli.line("olt show " + Scene.OLT + " -o json").done().json();

    // then
    assertThat(shown.get("registered").booleanValue()).isTrue();
    assertThat(shown.get("pons").stringValue()).isEqualTo("0-3");
    assertThat(shown.get("instances").intValue()).isEqualTo(3);
    assertThat(shown.get("pools").get(0).toString())
        .isEqualTo(
            "{\"type\":\"alloc\",\"index\":0,\"range\":\"1024-1152\","
                + "\"id_ranges\":[{\"first\":1024,\"last\":1152}],\"taken\":2}");
    assertThat(cli.line("olt show " + Scene.OLT).done().out())
        .contains("registered   yes", "alloc ids    1024-1152");
  }

  @Test
  void showHasTheUsageOfEveryPonEvenIfItHasNoPoolYet() {
    Scene.prepare(cli);

    JsonNode usage = cli.line("olt show " + Scene.OLT + " -o json").done().json().get("usage");

    // ONU ids, Alloc-IDs and GEM port ids of PONs 0 to 3.
    assertThat(usage).hasSize(12);
    assertThat(usage.get(4).toString())
        .isEqualTo(
            "{\"type\":\"alloc\",\"pool\":0,\"pon\":0,"
                + "\"id_ranges\":[{\"first\":1024,\"last\":1152}],"
                + "\"used\":2,\"free\":127,\"percent_used\":1}");
    assertThat(usage.get(7).get("used").intValue()).isZero();
    assertThat(usage.get(7).get("free").intValue()).isEqualTo(129);
    assertThat(cli.line("olt show " + Scene.OLT).done().out())
        .endsWith(
            """

            pon  onu ids  free  %  alloc ids  free  %  gem-port ids  free  %
              0        0    32  0          2   127  1             8  1017  1
              1        0    32  0          1   128  1             4  1021  1
              2        0    32  0          0   129  0             0  1025  0
              3        0    32  0          0   129  0             0  1025  0
            """);
  }

  @Test
  void aSharedPoolIsShownOnceForAllPons() {
    Scene.applyTemplate(cli);
    cli.line("olt register " + Scene.OLT + " --pons 0-1 --shared alloc=7" + RANGES).done();
    Scene.create(cli, Scene.port(0, 1, 0)).done();
    Scene.create(cli, Scene.port(1, 1, 0)).done();

    assertThat(cli.line("olt show " + Scene.OLT).done().out())
        .endsWith(
            """

            pon  onu ids  free  %  alloc ids  free  %  gem-port ids  free  %
            all                            2   127  1
              0        0    32  0                                 4  1021  1
              1        0    32  0                                 4  1021  1
            """);
    JsonNode usage = cli.line("olt show " + Scene.OLT + " -o json").done().json().get("usage");
    assertThat(usage.get(2).get("pool").intValue()).isEqualTo(7);
    assertThat(usage.get(2).get("pon").isNull()).isTrue();
  }

  @Test
  void aPonThatHoldsNothingIsRemovedWithItsPools() {
    Scene.prepare(cli);
    // A pool that exists and has no id taken.
    cli.line("id allocate " + Scene.OLT + " --pon 3 --type onu --owner gone").done();
    cli.line("id release " + Scene.OLT + " --pon 3 --type onu --owner gone").done();
    int keys = cli.exported().size();

    Cli.Answer removed = cli.line("olt remove-pon " + Scene.OLT + " --pon 3 -o json").done();

    assertThat(removed.out())
        .isEqualTo(
            "{\"technology\":\"XGS-PON\",\"olt\":\"olt-1\",\"pon\":3,\"pon_numbers\":[0,1,2],"
                + "\"pools_removed\":[{\"type\":\"onu\",\"pool\":3}]}\n");
    assertThat(cli.exported()).hasSize(keys - 1);
    cli.line("olt remove-pon " + Scene.OLT + " --pon 3").failed(3, "PON_NOT_REGISTERED");
    cli.line("audit").done();
    Scene.create(cli, Scene.port(3, 1, 0)).failed(3, "PON_NOT_REGISTERED");
    cli.line("olt register " + Scene.OLT + " --resize --pons 0-3").done();
    Scene.create(cli, Scene.port(3, 1, 0)).done();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "instance create XGS-PON/64/olt-{olt-1}/pon-{3}/onu-{1}/uni-{0}",
        "id allocate --technology XGS-PON --olt olt-1 --pon 3 --type onu --owner lab",
        "onu-map set --technology XGS-PON --olt olt-1 --pon 3 --onu 1 --type flow 7"
      })
  void aPonThatHoldsSomethingStays(String words) {
    Scene.prepare(cli);
    cli.line(words).done();
    List<String> before = cli.exported();

    Cli.Answer refused =
        cli.line("olt remove-pon " + Scene.OLT + " --pon 3").failed(3, "PON_IN_USE");

    assertThat(refused.err()).containsPattern("(instances|claims|maps): 1\n");
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void theOnlyPonOfAnOltStays() {
    cli.line("olt register " + Scene.OLT + " --pons 0" + RANGES).done();

    assertThat(cli.line("olt remove-pon " + Scene.OLT + " --pon 0").failed(3, "PON_IN_USE").err())
        .contains("it is the only PON of the OLT");
  }

  @Test
  void listHasEveryOltThatTheStoreKnows() {
    // given
    assertThat(cli.line("olt list").done().err()).isEqualTo("no OLTs\n");
    Scene.prepare(cli);
    cli.line("olt register --technology EPON --olt olt-0 --pons 0" + RANGES).done();
    cli.put(
        "service/voltha/resource_manager/{olt-9}/alloc_id_pool/{0}",
        "{\"end_idx\":16,\"pon_intf_id\":1,\"pool\":\"AAA=\",\"start_idx\":1}"
            .getBytes(StandardCharsets.UTF_8));

    // then
    assertThat(cli.line("olt list").done().out().lines())
        .containsExactly(
            "technology  olt    registered",
            "EPON        olt-0  yes",
            "XGS-PON     olt-1  yes",
            "unknown     olt-9  no");
    assertThat(cli.line("olt list -o json").done().json().get(2).toString())
        .isEqualTo(
            "{\"technology\":null,\"olt\":\"olt-9\",\"device\":\"olt-9\",\"registered\":false}");
  }

  @Test
  void anOltWithoutAnyDataIsNotShown() {
    cli.line("olt show " + Scene.OLT).failed(3, "OLT_NOT_REGISTERED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--pons 3-0                 | RANGE_INVALID",
        "--pons 0-                  | RANGE_INVALID",
        "--pons -1                  | RANGE_INVALID",
        "--pons 0,,1                | RANGE_INVALID",
        "--pons x                   | RANGE_INVALID",
        "--pons 0-256               | ID_OUT_OF_LEGAL_SPACE",
        "--pons 99999999999999999999| ID_OUT_OF_LEGAL_SPACE",
        "--alloc-ids 1152-1024      | RANGE_INVALID",
        "--alloc-ids -5-10          | RANGE_INVALID",
        "--alloc-ids 1024           | RANGE_INVALID",
        "--alloc-ids 1024-99999999999999999999 | RANGE_INVALID",
        "--alloc-ids 0-2000         | RANGE_INVALID",
        "--gem-port-ids 1-2000      | RANGE_INVALID",
        "--shared alloc=0           | ID_OUT_OF_LEGAL_SPACE",
        "--shared alloc=256         | ID_OUT_OF_LEGAL_SPACE",
        "--shared alloc=-1          | ID_OUT_OF_LEGAL_SPACE",
        "--shared alloc             | RANGE_INVALID",
        "--shared tcont=1           | RANGE_INVALID",
        "--shared alloc=1,alloc=2   | RANGE_INVALID",
      })
  void aRangeThatMakesNoSenseIsRefusedAndNothingIsStored(String wrong, String code) {
    // given
    String option = wrong.substring(0, wrong.indexOf(' '));
    String right = ("--pons 0-3" + RANGES).replaceAll(" ?" + option + " [^ ]+", "").strip();

    // when
    Cli.Answer answer = cli.line("olt register " + Scene.OLT + " " + right + " " + wrong.strip());

    // then
    answer.failed(2, code);
    assertThat(cli.exported()).isEmpty();
  }

  @Test
  void whatCannotBeLeftOutIsNamed() {
    String register = "olt register " + Scene.OLT;
    assertThat(cli.line(register).failed(2, "RANGES_MISSING").err())
        .contains("missing: PONs, onu ids, alloc ids, gem-port ids\n");
    assertThat(cli.line(register + RANGES).failed(2, "RANGES_MISSING").err())
        .contains("missing: PONs\n");
    assertThat(
            cli.line(register + " --pons 0-3 --onu-ids 1-32 --alloc-ids 1024-1152")
                .failed(2, "RANGES_MISSING")
                .err())
        .contains("missing: gem-port ids\n");
    cli.line("olt register --technology XGS-PON --olt OLT_1 --pons 0" + RANGES)
        .failed(2, "NAME_INVALID");
  }

  @Test
  void deleteAsksAndSaysWhatItWouldDelete() {
    // given
    Scene.prepare(cli);
    cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner serial").done();
    List<String> before = cli.exported();
    String counts = "XGS-PON olt-1: 3 instances, 5 pools, 1 claim, 1 record";

    // then
    Cli.Answer nobody = cli.line("olt delete " + Scene.OLT).failed(2, "NOT_CONFIRMED");
    assertThat(nobody.err())
        .contains(
            "would be deleted: " + counts, "there is no terminal to ask for confirmation", "--yes");
    for (String typed : List.of("", "no\n", "n\n", "yo\n")) {
      Cli.Answer no = cli.lineAsPerson("olt delete " + Scene.OLT, typed).failed(2, "NOT_CONFIRMED");
      assertThat(no.err()).startsWith("delete " + counts + "? [yes/no] ");
    }
    assertThat(cli.exported()).isEqualTo(before);

    // when
    assertThat(cli.lineAsPerson("olt delete " + Scene.OLT, "yes\n").done().out())
        .isEqualTo("deleted " + counts + "\n");

    // then
    assertThat(cli.export().keySet())
        .containsExactly("service/voltha/technology_profiles/XGS-PON/64");
    cli.line("olt delete " + Scene.OLT + " --yes").failed(3, "OLT_NOT_REGISTERED");
  }

  @Test
  void deleteInScriptsIsOneDocument() {
    Scene.prepare(cli);

    assertThat(cli.line("olt delete " + Scene.OLT + " --yes -o json").done().out())
        .isEqualTo(
            "{\"technology\":\"XGS-PON\",\"olt\":\"olt-1\",\"device\":\"olt-1\",\"instances\":3,"
                + "\"older_instances\":0,\"pools\":4,\"onu_maps\":0,\"flow_infos\":0,"
                + "\"claims\":0,\"others\":0,\"records\":1}\n");
  }

  @Test
  void anOltThatIsBeingDeletedSaysSo() {
    // given
    Scene.prepare(cli);
    String key = "service/voltha/ponkeeper/olts/XGS-PON/olt-1";
    cli.put(
        key,
        new String(cli.export().get(key), StandardCharsets.UTF_8)
            .replace("live", "deleting")
            .getBytes(StandardCharsets.UTF_8));

    // then
    Scene.create(cli, Scene.port(0, 5, 0)).failed(3, "OLT_BUSY");
    assertThat(cli.line("audit").out())
        .startsWith("error: unfinished-work: XGS-PON olt-1: OLT record: the OLT is being deleted");
    assertThat(cli.line("olt show " + Scene.OLT).done().out()).contains("state        deleting");
    cli.line("olt delete " + Scene.OLT + " --yes").done();
    assertThat(cli.export()).hasSize(1);
  }
}
