package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.sqlite.SqliteStore;
import org.ponkeeper.tck.etcd.EtcdServer;

/**
 * The steps that {@link ErrorOrderTest} is written in: what can be wrong about a call, and how each
 * of it is put right.
 *
 * <p>Before each test, OLT {@code olt-1} has PONs 0 and 1 with the Alloc-IDs and the GEM port ids
 * 1024 to 1031, and a service of four queues (Alloc-ID 1024, GEM port ids 1024 to 1027) on UNI 0 of
 * ONU 2.
 */
abstract class ErrorOrderSteps {

  private static final String BASE = "service/voltha/";
  private static final String MANAGER = BASE + "resource_manager/";

  /** The values of the store that a call depends on; PON 0 where they belong to a PON. */
  static final String RECORD = BASE + "ponkeeper/olts/GPON/olt-1";

  static final String TEMPLATE_65 = BASE + "technology_profiles/GPON/65";
  static final String RESERVED_IDS = MANAGER + "config/reserved_gemport_ids";
  static final String ALLOC_POOL = MANAGER + "{GPON}/{olt-1}/alloc_id_pool/{0}";
  static final String GEM_PORT_POOL = MANAGER + "{GPON}/{olt-1}/gemport_id_pool/{0}";

  /** The GEM port pool as the other layout of pool keys names it. */
  static final String GEM_PORT_POOL_OF_OTHER_LAYOUT = MANAGER + "{olt-1}/gemport_id_pool/{0}";

  /** What the owner {@code lab} holds of the GEM port pool. */
  static final String CLAIM = BASE + "ponkeeper/claims/GPON/olt-1/0/gem-port/lab";

  static final String GEM_PORT_MAP = MANAGER + "{GPON}/{olt-1}/{0,1}/gemport_ids";
  static final String FLOW_INFO = MANAGER + "{GPON}/{olt-1}/flow_id_info/{0,1}/{7}";
  static final String MODEL = MANAGER + "resource_ranges/";

  /** Is there while a restore of the whole store runs. */
  static final String RESTORE = BASE + "ponkeeper/restore";

  private static final String UNREADABLE = "{";
  private static final int FIRST_ID = 1024;
  private static final int LAST_ID = 1031;

  /** The options of every command that works on an OLT. */
  static final String OLT = " --technology GPON --olt olt-1";

  @TempDir Path folder;
  private Cli cli;
  private String url;
  private String unreachable;

  /** What the call has at the places in braces of its command. */
  private final Map<String, String> words = new HashMap<>();

  @BeforeEach
  void prepare() throws IOException {
    url = "sqlite:" + folder.resolve("store.db");
    unreachable = "etcd://127.0.0.1:" + EtcdServer.freePort();
    cli = Cli.in(folder);
    cli.runOn(Scene.fourQueues(), split("template apply --technology GPON --id 64")).done();
    cli.line(
            "olt register"
                + OLT
                + " --pons 0-1 --onu-ids 1-32 --alloc-ids 1024-1031 --gem-port-ids 1024-1031")
        .done();
    cli.run(split("instance create --technology GPON --template 64 " + Scene.port(0, 2, 0))).done();
    words.putAll(Map.of("store", "nowhere:", "base", "service/other"));
  }

  private static String[] split(String line) {
    return ShellWords.of(line).toArray(String[]::new);
  }

  static String instance(int template, int onu, int uni) {
    return BASE + "resource_instances/GPON/" + template + "/" + Scene.port(0, onu, uni);
  }

  // The course of a test ---------------------------------------------------------------------

  /**
   * A command of which everything is wrong that the test will put right.
   *
   * @param command its words; a place in braces is filled by {@link #typing}
   */
  Course calling(String command) {
    return new Course(command + " --store {store} --base-path {base}");
  }

  /** The same for a command without a store. */
  Course callingWithoutStore(String command) {
    return new Course(command);
  }

  /** A command that reports one error after the other, and the order in which it did. */
  final class Course {
    private final String command;
    private final List<String> order = new ArrayList<>();

    private Course(String command) {
      this.command = command;
    }

    private Cli.Answer run() {
      String line = command;
      for (Map.Entry<String, String> word : words.entrySet()) {
        line = line.replace("{" + word.getKey() + "}", word.getValue());
      }
      // No store answers at one of the URLs, so waiting is pointless; at the other, a busy machine
      // may need time.
      String timeout = unreachable.equals(words.get("store")) ? "200ms" : "30s";
      return cli.run(split(line + " --timeout " + timeout));
    }

    /** The next error that the command ends with. */
    Reported reports(String code) {
      return reports(code, "");
    }

    /** The next error, and what it is about where the code alone does not say it. */
    Reported reports(String code, String about) {
      Cli.Answer answer = run();
      assertThat(answer.err()).as(order + "\n" + command).contains("ponkeeper: " + code + ": ");
      assertThat(answer.exitCode()).isBetween(2, 5);
      order.add("`" + code + "`" + (about.isEmpty() ? "" : " " + about));
      return fix -> {
        fix.run();
        return this;
      };
    }

    /** With everything put right it succeeds; docs/errors.md has the errors in this order. */
    void succeeds() throws IOException {
      run().done();
      String[] path = command.split(" ", 3);
      String name = command.matches("(audit|events|find) .*") ? path[0] : path[0] + " " + path[1];
      Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "errors.md");
      assertThat(Files.readAllLines(document).stream().filter(l -> l.startsWith("| `" + name)))
          .as("the row of " + name)
          .containsExactly("| `%s` | %s |".formatted(name, String.join(" · ", order)));
    }
  }

  /** An error that a command reported. */
  @FunctionalInterface
  interface Reported {

    /** Puts right what the error is about. */
    Course until(Runnable fix);
  }

  // What is wrong, and how it is put right ----------------------------------------------------

  /** Values that cannot be read. */
  void unreadable(String... keys) {
    for (String key : keys) {
      put(key, UNREADABLE);
    }
  }

  /** The call has other words at a place of its command. */
  Runnable typing(String place, String typed) {
    return () -> words.put(place, typed);
  }

  /** What the call has at a place of its command in the beginning. */
  void typed(String place, String word) {
    words.put(place, word);
  }

  Runnable theUrlIsValid() {
    return typing("store", unreachable);
  }

  Runnable theStoreAnswers() {
    return typing("store", url);
  }

  /** Under the call's base path there is the OLT. */
  Runnable theOltIsRegistered() {
    return typing("base", "service/voltha");
  }

  /** As it would be if another command were deleting it. */
  Runnable theOltIsBeingDeleted() {
    return () -> put(RECORD, record("deleting", 0));
  }

  /** The OLT is live and has PON 1 only. */
  Runnable theOltIsLiveWithoutThePon() {
    return () -> put(RECORD, record("live", 1));
  }

  /** The OLT is live and has PON 0 only. */
  Runnable theOltIsLive() {
    return () -> put(RECORD, record("live", 0));
  }

  Runnable theOltHasThePon() {
    return theOltIsLive();
  }

  private static String record(String state, int pon) {
    return "{\"format\":1,\"pons\":[%d],\"ranges\":{\"onu\":\"1-32\",\"alloc\":\"1024-1031\",\"gem-port\":\"1024-1031\"},\"shared\":{},\"pool_keys\":\"with-technology\",\"full_pools\":false,\"state\":\"%s\"}"
        .formatted(pon, state);
  }

  /** In the pool just these ids are taken. */
  Runnable taken(String pool, int... ids) {
    BitSet bits = new BitSet();
    for (int id : ids) {
      bits.set(id - FIRST_ID);
    }
    String value =
        "{\"end_idx\":%d,\"pon_intf_id\":0,\"pool\":\"%s\",\"start_idx\":%d}"
            .formatted(LAST_ID, Base64.getEncoder().encodeToString(bits.toByteArray()), FIRST_ID);
    return () -> put(pool, value);
  }

  Runnable allTaken(String pool) {
    return taken(pool, 1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031);
  }

  Runnable stored(String key, String value) {
    return () -> put(key, value);
  }

  Runnable deleted(String key) {
    return () -> commit(Txn.delete(new Key(key)));
  }

  Runnable written(String file, byte[] content) {
    return () -> {
      try {
        Files.write(folder.resolve(file), content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  Runnable written(String file, String content) {
    return written(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The path of a file of the test, for a command. */
  String file(String name) {
    return folder.resolve(name).toString();
  }

  /** Writes past Ponkeeper, which would refuse some of it. */
  private void put(String key, String value) {
    commit(Txn.put(new Key(key), Bytes.utf8(value)));
  }

  private void commit(Txn txn) {
    try (KeyValueStore store = SqliteStore.open(folder.resolve("store.db"))) {
      store.commit(txn);
    }
  }

  /** A backup of the store as it is now. */
  byte[] backup() {
    return cli.line("store export").done().out().getBytes(StandardCharsets.UTF_8);
  }

  /** The code that a create with these words ends with; it reads no store. */
  String codeOfCreate(String... options) {
    Cli.Answer answer = cli.line("instance create " + String.join(" ", options));
    assertThat(answer.exitCode()).isEqualTo(2);
    return answer.err().split(": ", -1)[1];
  }
}
