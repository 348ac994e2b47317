package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Where the ranges of an OLT come from, how they change, and which of their ids are kept back. */
class OltRangesTest {

  private static final String MANAGER = "service/voltha/resource_manager/";
  private static final String MODEL =
      """
      {"onu_id_start":1,"onu_id_end":127,"alloc_id_start":1024,"alloc_id_end":2816,
      "gemport_id_start":1024,"gemport_id_end":8960,"gemport_id_shared":2,"pon_ports":16}
      """;

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
  }

  private Cli.Answer register(String options) {
    return cli.line("olt register " + Scene.OLT + " " + options);
  }

  private Cli.Answer allocate(String type, int pon, String rest) {
    return cli.line(
        "id allocate " + Scene.OLT + " --pon " + pon + " --type " + type + " --owner " + rest);
  }

  private List<Integer> ids(Cli.Answer answer) {
    List<Integer> ids = new ArrayList<>();
    answer.done().json().get("ids").forEach(id -> ids.add(id.intValue()));
    return ids;
  }

  private void put(String key, String value) {
    cli.put(MANAGER + key, value.getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode pool(String type, int index) {
    byte[] value =
        cli.export().get(MANAGER + "{XGS-PON}/{olt-1}/" + type + "_pool/{" + index + "}");
    return Cli.JSON.readTree(new String(value, StandardCharsets.UTF_8));
  }

  // ---- a model's ranges

  @ParameterizedTest
  @ValueSource(strings = {"{XGS-PON}/resource_ranges/asfvolt16", "resource_ranges/asfvolt16"})
  void theRangesOfAModelAreTakenAndWhatIsGivenWins(String key) {
    put(key, MODEL);

    JsonNode answer = register("--model asfvolt16 --alloc-ids 1024-1152 -o json").done().json();

    assertThat(answer.get("pons").stringValue()).isEqualTo("0-15");
    assertThat(answer.get("ranges").toString())
        .isEqualTo("{\"onu\":\"1-127\",\"alloc\":\"1024-1152\",\"gem_port\":\"1024-8960\"}");
    assertThat(answer.get("shared").toString()).isEqualTo("{\"gem_port\":2}");
    // and again, with and without the model
    assertThat(register("--model asfvolt16 --alloc-ids 1024-1152").done().err())
        .contains("already registered with these values");
    register("--model asfvolt16").failed(3, "RANGE_DIFFERS");
  }

  @Test
  void theNewerOfTwoKeysOfAModelIsTaken() {
    put("{XGS-PON}/resource_ranges/m", MODEL);
    put("resource_ranges/m", MODEL.replace("2816", "2000"));

    assertThat(register("--model m").done().out()).contains("alloc ids    1024-2000");
  }

  @Test
  void aModelThatIsNotThereOrCannotBeReadIsRefused() {
    Cli.Answer missing = register("--model nope --pons 0").failed(3, "MODEL_NOT_FOUND");
    assertThat(missing.err()).contains("resource_ranges/nope");
    register("--model a/b --pons 0").failed(2, "NAME_INVALID");

    put("resource_ranges/broken", MODEL.replace("127", "0"));
    List<String> before = cli.exported();
    Cli.Answer broken = register("--model broken").failed(5, "CORRUPT_DATA");
    assertThat(broken.err())
        .contains("key: service/voltha/resource_manager/resource_ranges/broken")
        .contains("\"onu_id_end\" is less than \"onu_id_start\"");
    assertThat(cli.exported()).isEqualTo(before);
  }

  // ---- other ranges for an OLT that is registered

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--alloc-ids 1024-1100            | alloc ids: registered 1024-1152, requested 1024-1100",
        "--alloc-ids 1024-1030,1040-1152  | registered 1024-1152, requested 1024-1030,1040-1152",
        "--flow-ids 1-16383               | flow ids: registered none, requested 1-16383",
        "--pons 0-7                       | pons: registered 0-3, requested 0-7",
        "--full-pools                     | full pools: registered false, requested true",
        "--shared alloc=1                 | shared alloc pool: registered none, requested 1",
      })
  void differencesAreReportedAndNothingIsChanged(String options, String difference) {
    Scene.prepare(cli);
    List<String> before = cli.exported();

    assertThat(register(options).failed(3, "RANGE_DIFFERS").err()).contains(difference);

    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void aResizeChangesRecordAndPools() {
    Scene.prepare(cli);

    register("--resize --gem-port-ids 1021-4000 --pons 0-7").done();

    assertThat(pool("gemport_id", 1).toString())
        .isEqualTo("{\"end_idx\":4000,\"pon_intf_id\":1,\"pool\":\"eA==\",\"start_idx\":1021}");
    assertThat(register("--gem-port-ids 1021-4000 --pons 0-7").done().err())
        .contains("already registered with these values");
    assertThat(register("--resize --gem-port-ids 1021-4000").done().err())
        .contains("already registered with these values");
    assertThat(ids(allocate("gem-port", 0, "a --count 4 -o json")))
        .containsExactly(1021, 1022, 1023, 1032);
    cli.line("audit").done();
    Scene.create(cli, Scene.port(7, 1, 0)).done();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--gem-port-ids 1026-2048           | gem-port pool 0: 1024-1025; gem-port pool 1: "
            + "1024-1025",
        "--gem-port-ids 1024-1026           | gem-port pool 0: 1027-1031; gem-port pool 1: 1027",
        "--gem-port-ids 1024-1025,1027-2000 | gem-port pool 0: 1026; gem-port pool 1: 1026",
        "--onu-ids 8-32                     | onu pool 2: 7",
        "--pons 0-2                         | pons: registered 0-3, requested 0-2",
        "--shared alloc=1                   | shared alloc pool: registered none, requested 1",
      })
  void aResizeThatLeavesAnIdInUseOutsideIsRefused(String options, String ids) {
    Scene.prepare(cli);
    allocate("onu", 2, "serial 7").done();
    List<String> before = cli.exported();

    assertThat(register("--resize " + options).failed(3, "RANGE_DIFFERS").err()).contains(ids);

    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void aResizeFollowsTheLegalSpaceToo() {
    Scene.prepare(cli);

    register("--resize --gem-port-ids 1000-2048").failed(2, "RANGE_INVALID");
    assertThat(register("--resize --gem-port-ids 1024-65535").done().err())
        .contains("warning: ")
        .contains("up to 65534");
  }

  @Test
  void dataOfTheGoLibraryGetOtherRangesAtOnce() {
    Scene.prepare(cli);
    register("--flow-ids 1-2 --resize").done();
    allocate("onu", 0, "serial").done();
    // as an OLT that only the Go library knew: full pools, and no record
    cli.line("olt register " + Scene.OLT + " --full-pools --resize").done();
    Map<String, byte[]> all = cli.export();
    Cli go = Cli.in(folder.resolve("go"));
    folder.resolve("go").toFile().mkdir();
    all.forEach((key, value) -> {
      if (!key.contains("/ponkeeper/")) {
        go.put(key, value);
      }
    });

    go.line("olt register " + Scene.OLT + " --alloc-ids 1024-1100 --flow-ids 1-9")
        .failed(3, "RANGE_DIFFERS");
    go.line(
            "olt register "
                + Scene.OLT
                + " --alloc-ids 1024-1100,1110-1200 --flow-ids 1-9 --resize")
        .done();

    assertThat(go.line("olt show " + Scene.OLT).done().out())
        .contains("alloc ids    1024-1100,1110-1200", "gem-port ids 1024-2048", "flow ids     1-9");
    go.line("audit").done();
    JsonNode pool =
        Cli.JSON.readTree(
            new String(
                go.export().get(MANAGER + "{XGS-PON}/{olt-1}/alloc_id_pool/{0}"),
                StandardCharsets.UTF_8));
    assertThat(pool.get("end_idx").intValue()).isEqualTo(1200);
    assertThat(Base64.getDecoder().decode(pool.get("pool").stringValue())).hasSize(150);
  }

  // ---- ids that are kept back

  @Test
  void theGapsBetweenRangesAreNeverHandedOutAndStayReservedForTheGoLibrary() {
    Scene.applyTemplate(cli);
    register(
            "--pons 0 --onu-ids 1-3,6-10 --alloc-ids 1024-1025,1028-1040"
                + " --gem-port-ids 1024-1025,1030-1032,1040-1100 --full-pools")
        .done();

    assertThat(ids(allocate("onu", 0, "a --count 5 -o json"))).containsExactly(1, 2, 3, 6, 7);
    assertThat(ids(allocate("alloc", 0, "a --count 3 -o json"))).containsExactly(1024, 1025, 1028);
    Cli.Answer created = Scene.create(cli, Scene.port(0, 1, 0), "-o", "json").done();
    assertThat(created.out()).contains("\"gemport_id\":1024", "\"gemport_id\":1031");
    allocate("gem-port", 0, "b 1026").failed(3, "ID_OWNED");
    allocate("gem-port", 0, "b 1101").failed(2, "ID_OUT_OF_LEGAL_SPACE");
    cli.line("id release " + Scene.OLT + " --pon 0 --type gem-port 1026").failed(3, "ID_OWNED");
    assertThat(cli.line("id owner " + Scene.OLT + " --pon 0 --type gem-port 1026").done().out())
        .contains("1026  reserved");
    // They are nobody's without being lost.
    assertThat(cli.line("audit -o json").done().out()).isEqualTo("[]\n");
    assertThat(cli.line("audit --repair").done().err()).doesNotContain("repaired");

    assertThat(asGoWouldHandOut(pool("onu_id", 0))).startsWith(8, 9, 10).doesNotContain(4, 5);
    assertThat(asGoWouldHandOut(pool("gemport_id", 0)))
        .startsWith(1032, 1040)
        .doesNotContain(1026, 1029, 1033, 1039);
  }

  @Test
  void inAPoolThatGrowsTheGapsAreSetAsFarAsItReaches() {
    register("--pons 0 --onu-ids 1-3,6-40 --alloc-ids 1024-1100 --gem-port-ids 1024-1100").done();

    allocate("onu", 0, "a --count 3").done();
    assertThat(asGoWouldHandOut(pool("onu_id", 0))).containsExactly(6, 7, 8);
    allocate("onu", 0, "b 30").done();
    assertThat(asGoWouldHandOut(pool("onu_id", 0))).startsWith(6, 7, 8).doesNotContain(4, 5, 30);
  }

  /**
   * The ids whose bits are clear, lowest first: the Go library does not look at the range's end.
   */
  private static List<Integer> asGoWouldHandOut(JsonNode pool) {
    byte[] bits = Base64.getDecoder().decode(pool.get("pool").stringValue());
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < bits.length * 8; i++) {
      if ((bits[i / 8] & 1 << i % 8) == 0) {
        ids.add(pool.get("start_idx").intValue() + i);
      }
    }
    return ids;
  }

  @Test
  void gemPortIdsThatAreReservedLaterAreNotHandedOutByPoolsThatWereThereBefore() {
    Scene.prepare(cli);
    put("config/reserved_gemport_ids", "[1028,1033,5000]");

    // 1028 is an instance's, and stays so; 1032 and 1034 are free.
    assertThat(ids(allocate("gem-port", 0, "a --count 2 -o json"))).containsExactly(1032, 1034);
    assertThat(cli.line("id owner " + Scene.OLT + " --pon 0 --type gem-port 1028").done().out())
        .contains("1028  instance");
    allocate("gem-port", 0, "b 1033").failed(3, "ID_OWNED");
    Cli.Answer created = Scene.create(cli, Scene.port(1, 2, 0), "-o", "json").done();
    assertThat(created.out())
        .contains("\"gemport_id\":1029", "\"gemport_id\":1032")
        .doesNotContain("\"gemport_id\":1028");
    cli.line("audit").done();
  }

  @Test
  void multicastIdsAreNotHandedOutByPoolsThatWereThereBefore() {
    Scene.prepare(cli);
    byte[] multicast =
        Scene.fourQueues(
            "\"downstream_gem_port_attribute_list\": [",
            "\"downstream_gem_port_attribute_list\": [{\"pbit_map\": \"0b00000001\","
                + " \"is_multicast\": \"True\", \"multicast_gem_id\": 1033,"
                + " \"dynamic_access_control_list\": \"224.0.0.0-239.255.255.255\"},");
    cli.runOn(multicast, "template", "apply", "--technology", "XGS-PON", "--id", "65").done();
    cli.run(
            "instance",
            "create",
            "--technology",
            "XGS-PON",
            "--template",
            "65",
            Scene.port(0, 3, 0))
        .done();

    // The template in use brings the id into no pool: 1032 and 1034 to 1036 are the instance's.
    assertThat(ids(allocate("gem-port", 0, "a --count 2 -o json"))).containsExactly(1037, 1038);
    allocate("gem-port", 0, "b 1033").failed(3, "ID_OWNED");
    // On a PON without such an instance it is an id like others.
    allocate("gem-port", 1, "b 1033").done();
    cli.line("audit").done();
  }

  // ---- shared pools

  @ParameterizedTest
  @CsvSource({"onu, onu_id", "alloc, alloc_id", "gem-port, gemport_id", "flow, flow_id"})
  void oneTypeIsSharedBesidePoolsOfEachPonsOwn(String shared, String key) {
    Scene.applyTemplate(cli);
    register(
            "--pons 0-3 --onu-ids 1-32 --alloc-ids 1024-1152 --gem-port-ids 1024-2048"
                + " --flow-ids 1-100 --shared "
                + shared
                + "=2")
        .done();

    for (String type : List.of("onu", "alloc", "gem-port", "flow")) {
      int first = ids(allocate(type, 0, "a -o json")).getFirst();
      int second = ids(allocate(type, 3, "b -o json")).getFirst();
      assertThat(second).as(type).isEqualTo(type.equals(shared) ? first + 1 : first);
    }
    Scene.create(cli, Scene.port(1, 1, 0)).done();
    Scene.create(cli, Scene.port(2, 1, 0)).done();

    assertThat(
            cli.export().keySet().stream()
                .filter(name -> name.contains("/" + key + "_pool/"))
                .map(name -> name.substring(name.lastIndexOf('{'))))
        .containsExactly("{2}");
    assertThat(cli.line("audit -o json").done().out()).isEqualTo("[]\n");
    // Who has an id of a shared pool is seen from every PON.
    assertThat(
            cli.line("id owner " + Scene.OLT + " --pon 1 --type " + shared + " " + first(shared))
                .done()
                .out())
        .contains("owner a on PON 0");
    cli.line("id release " + Scene.OLT + " --pon 1 --type " + shared + " " + first(shared))
        .failed(3, "ID_OWNED");
    cli.line("id release " + Scene.OLT + " --pon 0 --type " + shared + " --owner a").done();
    assertThat(cli.line("audit -o json").done().out()).isEqualTo("[]\n");
  }

  private static int first(String type) {
    return type.equals("onu") || type.equals("flow") ? 1 : 1024;
  }
}
