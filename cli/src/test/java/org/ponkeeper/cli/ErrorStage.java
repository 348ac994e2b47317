package org.ponkeeper.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.tck.NotRun;
import org.ponkeeper.tck.etcd.EtcdBinary;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.EtcdUsers;

/**
 * A store in the situation in which a command ends with a certain error: {@code olt-1} with PONs 0
 * to 3 and services on ONUs 1 and 2 of PON 0 and ONU 1 of PON 1, and what the error needs besides.
 */
final class ErrorStage implements AutoCloseable {

  private static final String BASE = "service/voltha/";
  static final String RECORD = BASE + "ponkeeper/olts/XGS-PON/olt-1";
  static final String TEMPLATE = BASE + "technology_profiles/XGS-PON/64";
  static final String INSTANCE =
      BASE + "resource_instances/XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";
  static final String RESERVED = BASE + "resource_manager/config/reserved_gemport_ids";

  /** The etcd of the documents. */
  private static final String ETCD = "etcd://127.0.0.1:2379";

  private final Path folder;

  /** What varies, with what the documents show in its place. */
  private final Map<String, String> shown = new TreeMap<>();

  private String etcd = ETCD;
  private Cli cli;
  private Optional<EtcdServer> server = Optional.empty();
  private Optional<EtcdDoor> door = Optional.empty();

  private ErrorStage(Path folder) {
    this.folder = folder;
    this.cli = Cli.in(folder);
    shown.put(folder + "/", "");
  }

  /** The situation of the code; NOT RUN where it needs an etcd and there is to be none. */
  static ErrorStage of(String code, Path folder) throws Exception {
    ErrorStage stage = new ErrorStage(folder);
    try {
      if (Arrays.stream(CommandError.values()).anyMatch(own -> own.name().equals(code))) {
        stage.prepare(CommandError.valueOf(code));
      } else {
        stage.prepare(ErrorCode.valueOf(code));
      }
      return stage;
    } catch (Throwable e) {
      stage.close();
      throw e;
    }
  }

  private void prepare(CommandError code) throws Exception {
    switch (code) {
      case USAGE_INVALID, FLOW_INFO_NOT_FOUND, NOT_CONFIRMED -> Scene.prepare(cli);
      case BASE_PATH_IN_USE -> cli.put(BASE + "ponkeeper-bench/note", bytes("x"));
      case CONFIG_INVALID -> {}
    }
  }

  /** Every code has its situation: Error Prone refuses a switch that forgets one. */
  private void prepare(ErrorCode code) throws Exception {
    switch (code) {
      case UNI_PORT_MALFORMED,
          TECHNOLOGY_UNKNOWN,
          NAME_INVALID,
          ID_OUT_OF_LEGAL_SPACE,
          RANGE_INVALID,
          RANGES_MISSING,
          COUNT_OUT_OF_RANGE,
          STORE_URL_INVALID,
          PATH_INVALID,
          OLT_NOT_REGISTERED,
          PON_NOT_REGISTERED,
          PON_IN_USE,
          TEMPLATE_NOT_FOUND,
          RANGE_DIFFERS,
          POOL_EXHAUSTED,
          ID_NOT_TAKEN,
          ID_OWNED,
          INSTANCE_NOT_FOUND,
          ONU_NOT_FOUND,
          BOOKMARK_INVALID,
          MODEL_NOT_FOUND ->
          Scene.prepare(cli);
      case TEMPLATE_IN_USE -> {
        Scene.prepare(cli);
        write(
            "shared-alloc-id.json", Scene.fourQueues("\"multi-instance\"", "\"single-instance\""));
      }
      case FILE_INVALID ->
          write("backup.jsonl", bytes(Cli.jsonLine("a", bytes("1")) + "{\"key\":\"b\"}\n"));
      case FLOW_INFO_INVALID -> {
        Scene.prepare(cli);
        write("flow.json", bytes("{\"a\":"));
      }
      case OWNER_HAS_IDS -> {
        Scene.prepare(cli);
        cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner ALCL00001234").done();
        cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner ALCL00005678").done();
      }
      case ONU_EXISTS -> {
        Scene.prepare(cli);
        cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner ALCL00001234").done();
        cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner ALCL00005678").done();
      }
      case ONU_TOO_LARGE -> {
        Scene.prepare(cli);
        StringBuilder lines = new StringBuilder();
        String prefix = BASE + "resource_manager/{XGS-PON}/{olt-1}/flow_id_info/{0,1,0}/";
        for (int flow = 1; flow <= 100; flow++) {
          lines.append(Cli.jsonLine(prefix + "{" + flow + "}", bytes("{}")));
        }
        cli.runOn(bytes(lines.toString()), "store", "import", "-").done();
      }
      case ADAPTER_DATA_INVALID, ETAG_INVALID, ETAG_MISMATCH, STORE_REPLACED ->
          throw new IllegalArgumentException(code + " does not come from the command line");
      case POOL_KEYS_DIFFER -> {
        Scene.prepare(cli);
        cli.put(
            BASE + "resource_manager/{olt-1}/gemport_id_pool/{0}",
            bytes("{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":\"AQ==\",\"start_idx\":1024}"));
      }
      case RECORD_NEEDED -> {
        Scene.prepare(cli);
        cli.line("id allocate " + Scene.OLT + " --pon 0 --type onu --owner lab").done();
      }
      case TEMPLATE_INVALID -> write("hsia.json", Scene.fourQueues("0b00000011", "0b0000011"));
      case OLT_BUSY -> {
        Scene.prepare(cli);
        replace(RECORD, "\"live\"", "\"deleting\"");
      }
      case TEMPLATE_UNFIT -> {
        Scene.prepare(cli);
        replace(TEMPLATE, "\"num_gem_ports\": 4", "\"num_gem_ports\": 9");
      }
      case MULTICAST_GEM_PORT_TAKEN -> {
        Scene.prepare(cli);
        cli.runOn(multicast(1024), "template", "apply", "--technology", "XGS-PON", "--id", "65")
            .done();
      }
      case CONTENTION -> {
        needsEtcd(code);
        throughDoor().writeBeforeEachChange(TEMPLATE);
        write("four-queues.json", Scene.fourQueues("\"version\": 1", "\"version\": 2"));
      }
      case KEY_EXISTS -> {
        Scene.applyTemplate(cli);
        cli.run("store", "export", folder.resolve("backup.jsonl").toString()).done();
        replace(TEMPLATE, "\"version\": 1", "\"version\": 2");
      }
      case OLT_EXISTS -> {
        Scene.prepare(cli);
        cli.run("store", "export", folder.resolve("backup.jsonl").toString()).done();
        Scene.create(cli, Scene.port(0, 3, 0)).done();
      }
      case STORE_UNAVAILABLE -> onEtcd(EtcdServer.freePort());
      case STORE_DENIED -> {
        needsEtcd(code);
        EtcdUsers.withRoot(start(), "r00t").add("viewer", "s3cret", "other/").enable();
      }
      case STORE_FULL -> {
        needsEtcd(code);
        start("--quota-backend-bytes=200000");
        fill(cli);
      }
      case OUTCOME_UNKNOWN -> {
        needsEtcd(code);
        EtcdDoor losing = throughDoor();
        takeForNobody();
        losing.loseAnswers(1);
      }
      case CORRUPT_DATA -> {
        Scene.prepare(cli);
        cli.put(INSTANCE, bytes("garbage"));
      }
      case TEMPLATE_UNREADABLE -> {
        Scene.prepare(cli);
        replace(TEMPLATE, "\"version\": 1", "\"version\": one");
      }
    }
  }

  private static void needsEtcd(ErrorCode code) {
    NotRun.unless(EtcdBinary.isWanted(), code + " on the command line, which needs an etcd");
  }

  private EtcdServer start(String... flags) throws Exception {
    EtcdServer started = EtcdServer.start(flags);
    server = Optional.of(started);
    onEtcd(started.port());
    return started;
  }

  private void onEtcd(int port) {
    etcd = "etcd://127.0.0.1:" + port;
    shown.put("127.0.0.1:" + port, "127.0.0.1:2379");
    cli = Cli.on(etcd);
  }

  /** An etcd with the scene in it, and a door before it. */
  private EtcdDoor throughDoor() throws Exception {
    EtcdDoor made = EtcdDoor.to(start());
    door = Optional.of(made);
    onEtcd(made.port());
    Scene.prepare(cli);
    return made;
  }

  /** Fills an etcd until it takes no more. */
  private static void fill(Cli cli) {
    Scene.applyTemplate(cli);
    Scene.register(cli);
    byte[] much = new byte[100_000];
    for (int i = 0; i < 20; i++) {
      byte[] line = bytes(Cli.jsonLine("filler/" + i, much));
      if (cli.runOn(line, "store", "import", "-").exitCode() != 0) {
        return;
      }
    }
    throw new IllegalStateException("etcd does not get full");
  }

  /** Takes GEM port id 1040 of PON 0 for nobody, beside 1024 to 1031 of the two instances. */
  private void takeForNobody() {
    cli.put(
        BASE + "resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{0}",
        bytes("{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":\"/wAB\",\"start_idx\":1024}"));
  }

  /** The four-queue template with a multicast GEM port. */
  static byte[] multicast(int id) {
    String list = "\"downstream_gem_port_attribute_list\": [";
    return Scene.fourQueues(
        list,
        list
            + """
            {
              "pbit_map": "0b00100000", "aes_encryption": "False",
              "scheduling_policy": "StrictPriority", "priority_q": 1, "weight": 0,
              "discard_policy": "TailDrop", "max_q_size": "auto",
              "is_multicast": "True", "multicast_gem_id": %d,
              "dynamic_access_control_list": "224.0.0.0-239.255.255.255"
            },
            """
                .formatted(id));
  }

  private void replace(String key, String target, String replacement) {
    String value = new String(cli.export().get(key), StandardCharsets.UTF_8);
    if (!value.contains(target)) {
      throw new IllegalArgumentException(key + " has no " + target);
    }
    cli.put(key, bytes(value.replace(target, replacement)));
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Runs a command as the documents write it, without the {@code $}. */
  Cli.Answer run(String command) {
    List<String> words = ShellWords.of(command);
    if (!words.getFirst().equals("ponkeeper")) {
      throw new IllegalArgumentException(command);
    }
    String[] args =
        words.stream()
            .skip(1)
            .map(word -> word.replace(ETCD, etcd).replace("@127.0.0.1:2379", "@" + address()))
            .map(word -> Files.exists(folder.resolve(word)) ? folder.resolve(word) + "" : word)
            .toArray(String[]::new);
    return cli.run(args);
  }

  private String address() {
    return etcd.substring(etcd.lastIndexOf('/') + 1);
  }

  /** What was printed, as the documents show it. */
  String shown(String text) {
    String result = text;
    for (Map.Entry<String, String> varies : shown.entrySet()) {
      result = result.replace(varies.getKey(), varies.getValue());
    }
    return result;
  }

  @Override
  public void close() throws IOException {
    door.ifPresent(EtcdDoor::close);
    if (server.isPresent()) {
      server.get().close();
    }
  }
}
