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
import tools.jackson.databind.JsonNode;

/** An OLT whose PONs have different ranges, as OLTs with several line cards announce them. */
class RangesByPonTest {

  private static final String BY_PON =
      "--onu-ids 2-3:1-64 --alloc-ids 2-3:2048-2176 --gem-port-ids 2-3:3072-4095";
  private static final String OF_ALL =
      "--onu-ids 1-32 --alloc-ids 1024-1152 --gem-port-ids 1024-2047";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.applyTemplate(cli);
  }

  private Cli.Answer register(String options) {
    return cli.run(("olt register " + Scene.OLT + " " + options).strip().split(" ", -1));
  }

  private List<Integer> ids(int pon, int onu) {
    JsonNode instance =
        Scene.create(cli, Scene.port(pon, onu, 0), "-o", "json").done().json().get("instance");
    List<Integer> ids = new ArrayList<>();
    ids.add(instance.get("us_scheduler").get("alloc_id").intValue());
    instance
        .get("upstream_gem_port_attribute_list")
        .forEach(port -> ids.add(port.get("gemport_id").intValue()));
    return ids;
  }

  private String record() {
    byte[] value = cli.export().get("service/voltha/ponkeeper/olts/XGS-PON/olt-1");
    return new String(value, StandardCharsets.UTF_8);
  }

  private void assertSound() {
    assertThat(cli.line("audit").done().out()).isEmpty();
  }

  @Test
  void whatWorksBeforeAnOltIsRegisteredWorksTheSameAfterwards() {
    // given
    GoPools.withTechnology(cli).putTwoCards();
    assertThat(ids(0, 1)).containsExactly(1024, 1024, 1025, 1026, 1027);
    assertThat(ids(2, 1)).containsExactly(2048, 3072, 3073, 3074, 3075);

    // when
    Cli.Answer registered = register("").done();

    // then
    assertThat(registered.out())
        .contains(
            """
            onu ids      1-32
              pons 2-3   1-64
            alloc ids    1024-1152
              pons 2-3   2048-2176
            gem-port ids 1024-2047
              pons 2-3   3072-4095
            """);
    assertThat(ids(0, 2)).containsExactly(1025, 1028, 1029, 1030, 1031);
    assertThat(ids(2, 2)).containsExactly(2049, 3076, 3077, 3078, 3079);
    assertThat(ids(3, 33)).containsExactly(2048, 3072, 3073, 3074, 3075);
    assertSound();
    // and again, with and without the ranges
    assertThat(register("").done().err()).contains("already registered with these values");
    assertThat(register(OF_ALL + " " + BY_PON).done().err())
        .contains("already registered with these values");
    assertThat(register(OF_ALL).failed(3, "RANGE_DIFFERS").err())
        .contains("alloc ids of PONs 2-3: registered 2048-2176, requested 1024-1152");
  }

  @Test
  void jsonAndTheRecordSayWhichPonsHaveWhichRanges() {
    GoPools.withTechnology(cli).putTwoCards();
    register("").done();

    JsonNode shown = cli.line("olt show " + Scene.OLT + " -o json").done().json();

    assertThat(shown.get("ranges").toString())
        .isEqualTo("{\"onu\":\"1-32\",\"alloc\":\"1024-1152\",\"gem_port\":\"1024-2047\"}");
    assertThat(shown.get("ranges_by_pon").toString())
        .isEqualTo(
            "[{\"pons\":\"2-3\",\"pon_numbers\":[2,3],\"ranges\":"
                + "{\"onu\":\"1-64\",\"alloc\":\"2048-2176\",\"gem_port\":\"3072-4095\"}}]");
    assertThat(record())
        .startsWith("{\"format\":2,")
        .contains(
            "\"ranges_by_pon\":[{\"pons\":[2,3],\"ranges\":"
                + "{\"onu\":\"1-64\",\"alloc\":\"2048-2176\",\"gem-port\":\"3072-4095\"}}]");
  }

  @Test
  void anOltWithoutAnyDataIsRegisteredByPon() {
    register("--pons 0-3 " + OF_ALL + " " + BY_PON).done();

    assertThat(ids(1, 1)).containsExactly(1024, 1024, 1025, 1026, 1027);
    assertThat(ids(3, 1)).containsExactly(2048, 3072, 3073, 3074, 3075);
    assertThat(
            cli.line("id list " + Scene.OLT + " --pon 3 --type alloc -o json")
                .json()
                .get("range")
                .stringValue())
        .isEqualTo("2048-2176");
    assertSound();
  }

  @Test
  void rangesChangePonByPon() {
    register("--pons 0-3 " + OF_ALL + " " + BY_PON).done();
    ids(0, 1);
    ids(2, 1);

    register("--resize --gem-port-ids 3:1024-2047 --alloc-ids 2:2048-3000").done();

    assertThat(ids(3, 1)).containsExactly(2048, 1024, 1025, 1026, 1027);
    assertThat(record()).contains("{\"pons\":[2],", "\"alloc\":\"2048-3000\"");
    assertThat(register("--resize --gem-port-ids 1024-2047").failed(3, "RANGE_DIFFERS").err())
        .contains("ids in use that would fall outside: gem-port pool 2: 3072-3075");
    // One range for all, as soon as all ids in use are in it, is of the first format again.
    register("--resize --onu-ids 1-64 --alloc-ids 1024-3000 --gem-port-ids 1024-4095").done();
    assertThat(record()).startsWith("{\"format\":1,").doesNotContain("by_pon");
    assertSound();
  }

  @Test
  void anOltThatAnOlderPonkeeperRegisteredWithOneRangeIsMended() {
    // given
    GoPools.withTechnology(cli).putTwoCards();
    ids(0, 1);
    ids(2, 1);
    cli.put(
        "service/voltha/ponkeeper/olts/XGS-PON/olt-1",
        """
        {"format":1,"pons":[0,1,2,3],"ranges":{"onu":"1-32","alloc":"1024-1152",\
        "gem-port":"1024-2047"},"shared":{},"pool_keys":"with-technology",\
        "full_pools":false,"state":"live"}\
        """
            .getBytes(StandardCharsets.UTF_8));
    Scene.create(cli, Scene.port(2, 2, 0)).failed(3, "POOL_EXHAUSTED");

    // when
    register("--resize " + BY_PON).done();

    // then
    assertThat(ids(2, 2)).containsExactly(2049, 3076, 3077, 3078, 3079);
    assertThat(ids(0, 2)).containsExactly(1025, 1028, 1029, 1030, 1031);
    assertSound();
  }

  @Test
  void handingOverMakesThePoolsOfEachPon() {
    GoPools.withTechnology(cli).putTwoCards();
    register("").done();
    cli.remove(GoPools.withTechnology(cli).key("alloc", 3));

    cli.line(
            "store hand-over "
                + Scene.OLT
                + " --for-template-path service/voltha/technology_profiles")
        .done();

    byte[] pool = cli.export().get(GoPools.withTechnology(cli).key("alloc", 3));
    assertThat(new String(pool, StandardCharsets.UTF_8))
        .startsWith("{\"end_idx\":2176,")
        .endsWith(",\"start_idx\":2048}");
  }

  @Test
  void gapsAreThoseOfThePon() {
    register("--pons 0-1 " + OF_ALL + " --alloc-ids 1:1024-1024,1026-1100").done();

    assertThat(ids(0, 1).getFirst()).isEqualTo(1024);
    assertThat(ids(0, 2).getFirst()).isEqualTo(1025);
    assertThat(ids(1, 1).getFirst()).isEqualTo(1024);
    assertThat(ids(1, 2).getFirst()).isEqualTo(1026);
    assertSound();
  }

  @Test
  void aPoolThatCannotBeReadIsNamedWithTheOptionToGive() {
    GoPools pools = GoPools.withTechnology(cli);
    pools.putTwoCards();
    pools.putGarbage("alloc", 3);
    List<String> before = cli.exported();

    Cli.Answer refused = register("").failed(2, "RANGES_MISSING");

    assertThat(refused.err())
        .contains("missing: alloc ids of PON 3 (its pool is unreadable)")
        .contains("what to do: give --alloc-ids 3:FIRST-LAST");
    assertThat(cli.exported()).isEqualTo(before);
    register("--alloc-ids 3:2048-2176").done();
    Scene.create(cli, Scene.port(3, 1, 0)).failed(5, "CORRUPT_DATA");
    pools.put("alloc", 3, 2048, 2176);
    assertThat(ids(3, 1)).containsExactly(2048, 3072, 3073, 3074, 3075);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--alloc-ids 2-3:x                       | 2 | RANGE_INVALID | option: --alloc-ids",
        "--alloc-ids x:1024-1152                 | 2 | RANGE_INVALID | option: --alloc-ids",
        "--alloc-ids 1024-1152 --alloc-ids 1-9   | 2 | USAGE_INVALID | given twice for all PONs",
        "--alloc-ids 2:1024-1152 --alloc-ids 1-2:1024-1100 | 2 | RANGE_INVALID | PON 2 is "
            + "given two",
        "--alloc-ids 9:1024-1152                 | 2 | RANGE_INVALID | ranges of: PON 9",
        "--alloc-ids 3:2048-2176 --shared alloc=1 | 2 | RANGE_INVALID | all PONs share "
            + "alloc pool 1",
        "--alloc-ids 3:1-2176                    | 2 | RANGE_INVALID | its first id is outside",
      })
  void whatIsWrongIsSaidAndNothingHappens(String options, int exitCode, String code, String said) {
    List<String> before = cli.exported();
    String others = options.contains("--alloc-ids 1024-1152 ") ? "" : " --alloc-ids 1024-1152";

    Cli.Answer answer =
        register("--pons 0-3 --onu-ids 1-32 --gem-port-ids 1024-2048" + others + " " + options);

    assertThat(answer.failed(exitCode, code).err()).contains(said);
    assertThat(cli.exported()).isEqualTo(before);
  }

  // ---- ranges that begin before the legal space, as a simulator of OLTs announces them

  @Test
  void aRangeThatBeginsBelowTheLegalSpaceIsReportedWhenAdoptedAndWhenExhausted() {
    // given
    GoPools pools = GoPools.withTechnology(cli);
    pools.put("onu", 0, 1, 255, 1);
    pools.put("alloc", 0, 256, 1024, 256);
    pools.put("gemport", 0, 256, 1100, 256, 257, 258, 259);
    GoPools.putInstance(cli, 0, 1, 256, 256, 257, 258, 259);
    assertThat(ids(0, 2)).containsExactly(1024, 1021, 1022, 1023, 1024);
    String notHandedOut = "not handed out: 256-1023, outside the legal range 1024-16383";
    assertThat(Scene.create(cli, Scene.port(0, 3, 0)).failed(3, "POOL_EXHAUSTED").err())
        .contains(notHandedOut);

    // when
    Cli.Answer registered = register("").done();

    // then
    assertThat(registered.err())
        .contains(
            "the range 256-1024 of alloc ids begins before the legal space 1024-16383;"
                + " ids before 1024 are not handed out");
    assertThat(Scene.create(cli, Scene.port(0, 3, 0)).failed(3, "POOL_EXHAUSTED").err())
        .contains(notHandedOut, "widen the range");
    register("--resize --alloc-ids 200-2000").failed(2, "RANGE_INVALID");
    register("--resize --alloc-ids 256-2000").done();
    assertThat(ids(0, 3)).containsExactly(1025, 1025, 1026, 1027, 1028);
    register("--pons 0-15 --onu-ids 1-255 --alloc-ids 256-1025").failed(3, "RANGE_DIFFERS");
    assertSound();
  }
}
