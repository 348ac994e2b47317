package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.sqlite.SqliteStore;
import org.ponkeeper.tck.etcd.EtcdServer;

/**
 * Which code wins where several apply: everything about a call is wrong at once, and mended one
 * after the other. The codes come in the order that {@code docs/errors.md} says.
 */
@Timeout(120)
class ErrorOrderTest {

  private static final String BASE = "service/voltha/";
  private static final String RECORD = BASE + "ponkeeper/olts/GPON/olt-1";
  private static final String RESERVED = BASE + "resource_manager/config/reserved_gemport_ids";
  private static final String MARK = BASE + "ponkeeper/restore";
  private static final String CLAIM = BASE + "ponkeeper/claims/GPON/olt-1/0/gem-port/lab";
  private static final String FULL = "/w==";
  private static final String OLT = "--technology GPON --olt olt-1";
  private static final String POOL = OLT + " --pon {pon} --type gem-port";

  /** Where a call goes, and what can be wrong about that: the same for every command. */
  private static final String STORE = " --store {store} --base-path {base}";

  @TempDir Path folder;
  private Cli cli;
  private String url;
  private String nobody;

  /** What stands in the places of a command. */
  private final Map<String, String> words = new HashMap<>();

  private final List<String> told = new ArrayList<>();

  /**
   * PONs 0 and 1, eight Alloc-IDs and eight GEM port ids each; a service of four queues on ONU 2.
   */
  @BeforeEach
  void prepare() throws IOException {
    url = "sqlite:" + folder.resolve("store.db");
    nobody = "etcd://127.0.0.1:" + EtcdServer.freePort();
    cli = Cli.in(folder);
    cli.runOn(Scene.fourQueues(), words("template apply --technology GPON --id 64")).done();
    cli.line(
            "olt register "
                + OLT
                + " --pons 0-1 --onu-ids 1-32 --alloc-ids 1024-1031 --gem-port-ids 1024-1031")
        .done();
    cli.run(words("instance create --technology GPON --template 64 " + Scene.port(0, 2, 0))).done();
    words.putAll(Map.of("store", "nowhere:", "base", "service/other", "pon", "0"));
  }

  private static String[] words(String line) {
    return ShellWords.of(line).toArray(String[]::new);
  }

  /** A command of which everything is wrong that will be mended. */
  private final class Course {
    private final String command;

    Course(String command) {
      this.command = command;
    }

    private Cli.Answer run() {
      String line = command;
      for (Map.Entry<String, String> word : words.entrySet()) {
        line = line.replace("{" + word.getKey() + "}", word.getValue());
      }
      return cli.run(words(line + " --timeout 1s"));
    }

    /** The command ends with the code; what that is about is mended then. */
    Course endsWith(String code, String about, Runnable mend) {
      Cli.Answer answer = run();
      assertThat(answer.err()).as(told + "\n" + command).contains("ponkeeper: " + code + ": ");
      assertThat(answer.exitCode()).isBetween(2, 5);
      told.add("`" + code + "`" + (about.isEmpty() ? "" : " " + about));
      mend.run();
      return this;
    }

    Course endsWith(String code, Runnable mend) {
      return endsWith(code, "", mend);
    }

    /** What can be wrong about the store, before anything is read from it. */
    Course endsWithStoreUrl() {
      return endsWith("STORE_URL_INVALID", () -> words.put("store", nobody));
    }

    Course endsWithNoStore() {
      return endsWith("STORE_UNAVAILABLE", () -> words.put("store", url));
    }

    /** What can be wrong about an OLT and its PON, for whoever wants to change something. */
    Course endsWithOlt() {
      put(RECORD, "{");
      return endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
          .endsWith("CORRUPT_DATA", "the OLT's record", () -> put(RECORD, record("deleting", 1)))
          .endsWith("OLT_BUSY", () -> put(RECORD, record("live", 1)))
          .endsWith("PON_NOT_REGISTERED", () -> put(RECORD, record("live", 0)));
    }

    /** At the end nothing is wrong; the document has all that was told. */
    void succeeds(String name) throws IOException {
      run().done();
      Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "errors.md");
      assertThat(Files.readAllLines(document).stream().filter(l -> l.startsWith("| `" + name)))
          .as("the row of " + name)
          .containsExactly("| `%s` | %s |".formatted(name, String.join(" · ", told)));
    }
  }

  private void put(String key, String value) {
    cli.put(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private void delete(String key) {
    try (KeyValueStore store = SqliteStore.open(folder.resolve("store.db"))) {
      store.commit(Txn.delete(new Key(key)));
    }
  }

  /** The record of the OLT, with one PON. */
  private static String record(String state, int pon) {
    return "{\"format\":1,\"pons\":[%d],\"ranges\":{\"onu\":\"1-32\",\"alloc\":\"1024-1031\",\"gem-port\":\"1024-1031\"},\"shared\":{},\"pool_keys\":\"with-technology\",\"full_pools\":false,\"state\":\"%s\"}"
        .formatted(pon, state);
  }

  private static String pool(String type) {
    return BASE + "resource_manager/{GPON}/{olt-1}/" + type + "_id_pool/{0}";
  }

  private static String pool(int last, String bits) {
    return "{\"end_idx\":%d,\"pon_intf_id\":0,\"pool\":\"%s\",\"start_idx\":1024}"
        .formatted(last, bits);
  }

  private static String instance(int template, int onu, int uni) {
    return BASE + "resource_instances/GPON/" + template + "/" + Scene.port(0, onu, uni);
  }

  @Test
  void ofACreate() throws IOException {
    // given a template whose UNIs share an Alloc-ID, and whose multicast id a service holds
    String fit =
        new String(ErrorStage.multicast(1024), StandardCharsets.UTF_8)
            .replace("multi-instance", "single-instance");
    String template = BASE + "technology_profiles/GPON/65";
    put(template, "{");
    put(RESERVED, "{");
    put(pool("alloc"), "{");
    put(pool("gemport"), "{");
    put(instance(65, 1, 0), "garbage");
    put(instance(65, 1, 1), "garbage");
    words.put("onu", "254");

    new Course(
            "instance create"
                + STORE
                + " --template-path service/voltha/technology_profiles --technology GPON"
                + " --template 65 'olt-{olt-1}/pon-{0}/onu-{{onu}}/uni-{1}'")
        .endsWithStoreUrl()
        .endsWith(
            "ID_OUT_OF_LEGAL_SPACE",
            "an ONU that the technology does not have",
            () -> words.put("onu", "1"))
        .endsWithNoStore()
        .endsWithOlt()
        .endsWith("CORRUPT_DATA", "the instance", () -> delete(instance(65, 1, 1)))
        .endsWith(
            "TEMPLATE_UNREADABLE",
            () -> put(template, fit.replace("\"num_gem_ports\": 4", "\"num_gem_ports\": 5")))
        .endsWith("TEMPLATE_UNFIT", () -> put(template, fit))
        .endsWith("CORRUPT_DATA", "the reserved ids", () -> delete(RESERVED))
        .endsWith("CORRUPT_DATA", "the Alloc-ID pool", () -> put(pool("alloc"), pool(1031, FULL)))
        .endsWith("CORRUPT_DATA", "the GEM port pool", () -> put(pool("gemport"), pool(1031, FULL)))
        .endsWith("CORRUPT_DATA", "the instance to share with", () -> delete(instance(65, 1, 0)))
        .endsWith("POOL_EXHAUSTED", "Alloc-IDs", () -> put(pool("alloc"), pool(1031, "AQ==")))
        .endsWith(
            "MULTICAST_GEM_PORT_TAKEN", () -> put(template, fit.replace(": 1024,", ": 1040,")))
        .endsWith("POOL_EXHAUSTED", "GEM port ids", () -> put(pool("gemport"), pool(1031, "Dw==")))
        .succeeds("instance create");
  }

  @Test
  void ofADelete() throws IOException {
    put(instance(64, 2, 1), "garbage");
    put(pool("alloc"), "{");
    put(pool("gemport"), "{");

    new Course(
            "instance delete" + STORE + " --technology GPON --template 64 " + Scene.port(0, 2, 0))
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWithOlt()
        .endsWith("CORRUPT_DATA", "an instance of the ONU", () -> delete(instance(64, 2, 1)))
        .endsWith("CORRUPT_DATA", "the Alloc-ID pool", () -> put(pool("alloc"), pool(1031, "AQ==")))
        .endsWith(
            "CORRUPT_DATA", "the GEM port pool", () -> put(pool("gemport"), pool(1031, "Dw==")))
        .succeeds("instance delete");
  }

  @Test
  void ofAGet() throws IOException {
    put(instance(64, 3, 0), "garbage");
    words.put("onu", "3");

    new Course(
            "instance get"
                + STORE
                + " --technology GPON --template 64 'olt-{olt-1}/pon-{0}/onu-{{onu}}/uni-{0}'")
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .endsWith("CORRUPT_DATA", "the instance", () -> delete(instance(64, 3, 0)))
        .endsWith("INSTANCE_NOT_FOUND", () -> words.put("onu", "2"))
        .succeeds("instance get");
  }

  @Test
  void ofAList() throws IOException {
    words.put("pon", "7");

    new Course("instance list" + STORE + " " + OLT + " --pon {pon}")
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .endsWith("PON_NOT_REGISTERED", () -> words.put("pon", "0"))
        .succeeds("instance list");
  }

  @Test
  void ofAnAllocation() throws IOException {
    put(RESERVED, "{");
    put(pool("gemport"), "{");
    put(CLAIM, "{");
    words.putAll(Map.of("count", "--count 4", "ids", "1027-1029,1040-1041"));

    new Course("id allocate" + STORE + " " + POOL + " --owner lab {count} {ids}")
        .endsWith(
            "COUNT_OUT_OF_RANGE",
            "`--count` and IDS",
            () -> words.putAll(Map.of("count", "--count 1025", "ids", "")))
        .endsWithStoreUrl()
        .endsWith("COUNT_OUT_OF_RANGE", "`--count`", () -> words.put("count", "--count 5"))
        .endsWithNoStore()
        .endsWithOlt()
        .endsWith("CORRUPT_DATA", "the reserved ids", () -> delete(RESERVED))
        .endsWith("CORRUPT_DATA", "the pool", () -> put(pool("gemport"), pool(1031, "Dw==")))
        .endsWith("CORRUPT_DATA", "the claim", () -> put(CLAIM, "{\"ids\":[1028,1029]}"))
        .endsWith("COUNT_OUT_OF_RANGE", "the owner has others", () -> delete(CLAIM))
        .endsWith(
            "POOL_EXHAUSTED", () -> words.putAll(Map.of("count", "", "ids", "1027-1029,1040")))
        .endsWith("ID_OWNED", "the lowest such id", () -> words.put("ids", "1028,1040"))
        .endsWith("ID_OUT_OF_LEGAL_SPACE", "an id", () -> words.put("ids", "1028-1029"))
        .succeeds("id allocate");
  }

  @Test
  void ofARelease() throws IOException {
    put(pool("gemport"), "{");
    put(instance(64, 3, 0), "garbage");
    words.put("ids", "1024,1029,1030,5000");

    new Course("id release" + STORE + " " + POOL + " {ids}")
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWithOlt()
        .endsWith("CORRUPT_DATA", "the pool", () -> put(pool("gemport"), pool(1031, "Tw==")))
        .endsWith("ID_OWNED", "the lowest such id", () -> words.put("ids", "1029,1030,5000"))
        .endsWith("ID_NOT_TAKEN", "the lowest such id", () -> words.put("ids", "1030,5000"))
        .endsWith(
            "ID_OUT_OF_LEGAL_SPACE",
            "an id that is neither taken nor in the range",
            () -> words.put("ids", "1030"))
        .endsWith("CORRUPT_DATA", "an instance that may own it", () -> delete(instance(64, 3, 0)))
        .succeeds("id release");
  }

  @ParameterizedTest
  @CsvSource({"id list, ''", "id owner, 1024"})
  void ofLookingAtIds(String command, String ids) throws IOException {
    put(pool("gemport"), "{");
    words.put("pon", "7");

    new Course(command + STORE + " " + POOL + " " + ids)
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .endsWith("PON_NOT_REGISTERED", () -> words.put("pon", "0"))
        .endsWith("CORRUPT_DATA", "the pool", () -> put(pool("gemport"), pool(1031, "Dw==")))
        .succeeds(command);
  }

  @ParameterizedTest
  @CsvSource({"olt show", "audit"})
  void ofLookingAtAnOlt(String command) throws IOException {
    new Course(command + STORE + " " + OLT)
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .succeeds(command);
  }

  @Test
  void ofARegistration() throws IOException {
    put(RECORD, "{");
    words.putAll(
        Map.of("base", "service/voltha", "ranges", "--alloc-ids 1024-1039", "model", "--model m"));
    String model = "service/voltha/resource_manager/resource_ranges/";
    put(model + "n", "{\"onu_id_start\":1}");

    new Course("olt register" + STORE + " " + OLT + " {model} {ranges}")
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("MODEL_NOT_FOUND", () -> words.put("model", "--model n"))
        .endsWith("CORRUPT_DATA", "the model's ranges", () -> words.put("model", ""))
        .endsWith("CORRUPT_DATA", "the OLT's record", () -> delete(RECORD))
        .endsWith(
            "RANGES_MISSING", () -> words.put("ranges", "--alloc-ids 1024-1039 --onu-ids 1-32"))
        .endsWith("RANGE_DIFFERS", () -> words.put("ranges", "--onu-ids 1-32"))
        .succeeds("olt register");
  }

  @Test
  void ofAHandOver() throws IOException {
    put(RECORD, "{");
    put(RESERVED, "{");

    new Course("store hand-over --no-adapter-state" + STORE + " " + OLT)
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .endsWith("CORRUPT_DATA", "the OLT's record", () -> put(RECORD, record("deleting", 0)))
        .endsWith("OLT_BUSY", () -> put(RECORD, record("live", 0)))
        .endsWith("CORRUPT_DATA", "the reserved ids", () -> delete(RESERVED))
        .succeeds("store hand-over");
  }

  @Test
  void ofAMigration() throws IOException {
    String other = BASE + "resource_manager/{olt-1}/gemport_id_pool/{0}";
    put(RECORD, "{");
    put(other, pool(1031, FULL));

    new Course("store migrate --pool-keys without-technology" + STORE + " " + OLT)
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .endsWith("CORRUPT_DATA", "the OLT's record", () -> put(RECORD, record("deleting", 0)))
        .endsWith("OLT_BUSY", () -> put(RECORD, record("live", 0)))
        .endsWith("POOL_KEYS_DIFFER", () -> delete(other))
        .succeeds("store migrate");
  }

  @Test
  void ofUnregisteringAnOlt() throws IOException {
    put(RECORD, "{");
    put(CLAIM, "{\"ids\":[1040]}");

    new Course("olt unregister" + STORE + " " + OLT)
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .endsWith("CORRUPT_DATA", "the OLT's record", () -> put(RECORD, record("deleting", 0)))
        .endsWith("OLT_BUSY", () -> put(RECORD, record("live", 0)))
        .endsWith("RECORD_NEEDED", () -> delete(CLAIM))
        .succeeds("olt unregister");
  }

  @Test
  void ofADeleteOfAnOlt() throws IOException {
    put(RECORD, "{");
    words.put("yes", "");

    new Course("olt delete {yes}" + STORE + " " + OLT)
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .endsWith("CORRUPT_DATA", "the OLT's record", () -> put(RECORD, record("live", 0)))
        .endsWith("NOT_CONFIRMED", () -> words.put("yes", "--yes"))
        .succeeds("olt delete");
  }

  @ParameterizedTest
  @CsvSource({"onu-map set, 1024", "onu-map add, 1024", "onu-map remove, 1024"})
  void ofChangingAMap(String command, String ids) throws IOException {
    String map = BASE + "resource_manager/{GPON}/{olt-1}/{0,1}/gemport_ids";
    put(map, "{");

    new Course(command + STORE + " " + OLT + " --pon 0 --onu 1 --type gem-port " + ids)
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWithOlt()
        .endsWith("CORRUPT_DATA", "the map", () -> delete(map))
        .succeeds(command);
  }

  @Test
  void ofAFlowInfo() throws IOException {
    Path file = folder.resolve("flow.json");
    Runnable valid = () -> write(file, "{}".getBytes(StandardCharsets.UTF_8));

    new Course("flow-info set" + STORE + " " + OLT + " --pon 0 --onu 1 --flow 7 " + file)
        .endsWith("FILE_INVALID", () -> write(file, "{".getBytes(StandardCharsets.UTF_8)))
        .endsWithStoreUrl()
        .endsWith("FLOW_INFO_INVALID", valid)
        .endsWithNoStore()
        .endsWithOlt()
        .succeeds("flow-info set");
  }

  @Test
  void ofReadingAFlowInfo() throws IOException {
    put(RECORD, "{");
    String info = BASE + "resource_manager/{GPON}/{olt-1}/flow_id_info/{0,1}/{7}";
    Runnable there = () -> put(info, "{}");

    new Course("flow-info get" + STORE + " " + OLT + " --pon 0 --onu 1 --flow 7")
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_NOT_REGISTERED", () -> words.put("base", "service/voltha"))
        .endsWith("CORRUPT_DATA", "the OLT's record", () -> put(RECORD, record("live", 1)))
        .endsWith("PON_NOT_REGISTERED", () -> put(RECORD, record("live", 0)))
        .endsWith("FLOW_INFO_NOT_FOUND", there)
        .succeeds("flow-info get");
  }

  @Test
  void ofAnApply() throws IOException {
    Path file = folder.resolve("template.json");
    words.put("base", "service/voltha");
    putMark();

    new Course("template apply" + STORE + " --technology GPON --id 64 " + file)
        .endsWith("FILE_INVALID", () -> write(file, Scene.fourQueues("\"XPON\"", "7")))
        .endsWith(
            "TEMPLATE_INVALID",
            () -> write(file, Scene.fourQueues("multi-instance", "single-instance")))
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_BUSY", "a restore", () -> delete(MARK))
        .endsWith("TEMPLATE_IN_USE", () -> write(file, Scene.fourQueues()))
        .succeeds("template apply");
  }

  @Test
  void ofALint() throws IOException {
    Path first = folder.resolve("first.json");
    Path second = folder.resolve("second.json");
    write(first, Scene.fourQueues("\"XPON\"", "7"));

    new Course("template lint " + first + " " + second)
        .endsWith("FILE_INVALID", () -> write(second, Scene.fourQueues()))
        .endsWith("TEMPLATE_INVALID", () -> write(first, Scene.fourQueues()))
        .succeeds("template lint");
  }

  @Test
  void ofShowingATemplate() throws IOException {
    words.putAll(Map.of("base", "service/voltha", "id", "99"));

    new Course("template show" + STORE + " --technology GPON --id {id}")
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("TEMPLATE_NOT_FOUND", () -> words.put("id", "64"))
        .succeeds("template show");
  }

  @Test
  void ofADeleteOfATemplate() throws IOException {
    words.putAll(Map.of("base", "service/voltha", "id", "99", "force", ""));
    putMark();

    new Course("template delete" + STORE + " --technology GPON --id {id} {force}")
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_BUSY", "a restore", () -> delete(MARK))
        .endsWith("TEMPLATE_NOT_FOUND", () -> words.put("id", "64"))
        .endsWith("TEMPLATE_IN_USE", () -> words.put("force", "--force"))
        .succeeds("template delete");
  }

  @Test
  void ofAnImport() throws IOException {
    Path file = folder.resolve("backup.jsonl");
    byte[] backup = bytes(cli.line("store export").done().out());
    put(RECORD, record("live", 1));
    put(instance(64, 9, 0), "of another");
    putMark();
    words.putAll(Map.of("base", "service/voltha", "overwrite", "", "merge", ""));

    new Course("store import" + STORE + " {overwrite} {merge} " + file)
        .endsWith("FILE_INVALID", () -> write(file, backup))
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("OLT_BUSY", "a restore", () -> delete(MARK))
        .endsWith("OLT_EXISTS", () -> words.put("merge", "--merge"))
        .endsWith("KEY_EXISTS", () -> words.put("overwrite", "--overwrite"))
        .succeeds("store import");
  }

  @Test
  void ofARestore() throws IOException {
    Path file = folder.resolve("backup.jsonl");
    byte[] backup = bytes(cli.line("store export").done().out());
    put(RECORD, record("live", 1));
    write(file, Cli.jsonLine(RECORD, new byte[1]));
    words.putAll(Map.of("base", "service/voltha", "yes", ""));

    new Course("store restore" + STORE + " {yes} " + file)
        .endsWith("FILE_INVALID", () -> write(file, backup))
        .endsWithStoreUrl()
        .endsWithNoStore()
        .endsWith("NOT_CONFIRMED", () -> words.put("yes", "--yes"))
        .succeeds("store restore");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Makes it look as if a restore had begun. */
  private void putMark() {
    try (KeyValueStore store = SqliteStore.open(folder.resolve("store.db"))) {
      store.commit(Txn.put(new Key(MARK), Bytes.utf8("{}")));
    }
  }

  @Test
  void ofAnExport() throws IOException {
    words.putAll(Map.of("base", "service/voltha", "file", folder + "/missing/backup.jsonl"));

    new Course("store export" + STORE + " {file}")
        .endsWithStoreUrl()
        .endsWith("FILE_INVALID", () -> words.put("file", folder + "/backup.jsonl"))
        .endsWithNoStore()
        .succeeds("store export");
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String content) {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void ofTheWordsUnknownOptionsComeFirstThenThoseOnTheLeftAndWhatIsMissingLast() {
    String technology = "--technology NOPE";
    String template = "--template 99999";
    String port = "olt-1";

    assertThat(told(technology, template, port, "--frobnicate")).isEqualTo("USAGE_INVALID");
    assertThat(told(technology, template, port)).isEqualTo("TECHNOLOGY_UNKNOWN");
    assertThat(told(template, technology, port)).isEqualTo("ID_OUT_OF_LEGAL_SPACE");
    assertThat(told(port, technology, template)).isEqualTo("UNI_PORT_MALFORMED");
    assertThat(told(technology)).as("the others are missing").isEqualTo("TECHNOLOGY_UNKNOWN");
    assertThat(told("--store nowhere:", port)).isEqualTo("UNI_PORT_MALFORMED");
    assertThat(told(technology, template, port, "extra")).isEqualTo("TECHNOLOGY_UNKNOWN");
    assertThat(told("--technology GPON")).isEqualTo("USAGE_INVALID");
  }

  /** The code. */
  private String told(String... words) {
    Cli.Answer answer = cli.line("instance create " + String.join(" ", words));
    assertThat(answer.exitCode()).isEqualTo(2);
    return answer.err().split(": ", -1)[1];
  }
}
