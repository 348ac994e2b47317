package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.sqlite.SqliteStore;
import picocli.CommandLine;

/**
 * A command that reads changes nothing, makes no file, and needs no right to write. Every command
 * is in one of three lists here: a new one has to take a side.
 */
@Timeout(120)
class ReadingTest {

  private static final String OLT = " --technology XGS-PON --olt olt-1";
  private static final String POOL = OLT + " --pon 0 --type gem-port";
  private static final String ONU = OLT + " --pon 0 --onu 1";
  private static final String T64 = " --technology XGS-PON --id 64";
  private static final String SERVICE = " --technology XGS-PON --template 64 ";

  /** Commands that read a store, and each option that makes a reader of one that writes. */
  private static final List<String> READS =
      List.of(
          "store export {out}",
          "store export",
          "store migrate --pool-keys without-technology --dry-run",
          "store migrate --instances --dry-run",
          "store hand-over --dry-run --no-adapter-state" + OLT,
          "template show" + T64,
          "template list",
          "olt show" + OLT,
          "olt list",
          "instance get" + SERVICE + Scene.port(0, 1, 0),
          "instance list",
          "instance list" + OLT + " --pon 0",
          "onu list",
          "onu list" + OLT + " --pon 0",
          "onu show" + ONU,
          "id list" + POOL,
          "id owner" + POOL + " 1024",
          "onu-map list" + OLT,
          "flow-info list" + ONU,
          "flow-info get" + ONU + " --flow 7",
          "find 1024",
          "find lab",
          "events --seconds 1",
          "audit",
          "audit" + OLT);

  /** Commands that show what they would write, even if there is no store yet. */
  private static final List<String> PLANS =
      List.of("template apply --dry-run" + T64 + " {template}", "store restore --dry-run {backup}");

  /** Commands that show what they would delete. */
  private static final List<String> DRY_RUNS =
      List.of(
          "instance delete --dry-run" + SERVICE + Scene.port(0, 1, 0),
          "instance delete --dry-run --template 64" + OLT + " --pons 0 --onus 1-9 --unis 0",
          "onu delete --dry-run" + ONU,
          "olt delete --dry-run" + OLT,
          "template delete --dry-run --force" + T64,
          "onu-map delete --dry-run" + ONU,
          "flow-info delete --dry-run" + ONU + " --flow 7",
          "store import --dry-run --merge {backup}",
          "audit --repair-maps --dry-run" + OLT);

  private static final Set<String> WRITES =
      Set.of(
          "store import",
          "store restore",
          "store migrate",
          "store hand-over",
          "template apply",
          "template delete",
          "olt register",
          "olt remove-pon",
          "olt unregister",
          "olt delete",
          "instance create",
          "instance delete",
          "onu delete",
          "onu replace",
          "onu move",
          "id allocate",
          "id release",
          "onu-map set",
          "onu-map add",
          "onu-map remove",
          "onu-map delete",
          "flow-info set",
          "flow-info delete",
          "demo",
          "serve",
          "simulate",
          "bench");

  /** Commands that use no store. */
  private static final Set<String> NEITHER =
      Set.of("template lint", "token new", "help", "completion");

  @TempDir private Path directory;

  static List<String> reads() {
    return READS;
  }

  static List<String> readsAndPlans() {
    return Stream.of(READS, PLANS, DRY_RUNS).flatMap(List::stream).toList();
  }

  @Test
  void everyCommandTakesASide() {
    Set<String> there = new TreeSet<>();
    addLeaves("", Main.allCommands(), there);
    Set<String> sided = new TreeSet<>(WRITES);
    sided.addAll(NEITHER);
    there.stream()
        .filter(command ->
            readsAndPlans().stream().anyMatch(line -> (line + " ").startsWith(command + " ")))
        .forEach(sided::add);

    assertThat(there).isEqualTo(sided);
  }

  private static void addLeaves(String words, CommandLine command, Set<String> leaves) {
    if (command.getSubcommands().isEmpty()) {
      leaves.add(words.strip());
    }
    command
        .getSubcommands()
        .values()
        .forEach(below -> addLeaves(words + " " + below.getCommandName(), below, leaves));
  }

  @ParameterizedTest
  @MethodSource("reads")
  void aMistypedPathIsReportedAndNothingIsCreated(String words) throws Exception {
    Path typo = directory.resolve("store/tpyo/ponkeeper.db");
    Files.createDirectory(directory.resolve("store"));

    Cli.Answer answer = Cli.on("sqlite:" + typo).line(withFiles(words));

    assertThat(answer.failed(2, "STORE_URL_INVALID").err())
        .contains("  store: sqlite:" + typo + "\n", "  reason: there is no store at this path\n")
        .contains("  what to do: check the path; commands that write create one: ");
    assertThat(directory.resolve("store")).isEmptyDirectory();
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("reads")
  void withoutAStoreAReadSaysHowToCreateOne(String words) throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));

    Cli.Answer answer = Cli.with(Map.of("XDG_STATE_HOME", state.toString())).line(withFiles(words));

    assertThat(answer.failed(2, "STORE_URL_INVALID").err())
        .contains("  store: sqlite:" + state.resolve("ponkeeper/ponkeeper.db") + "\n")
        .contains("  reason: there is no store yet: no store was named")
        .contains("'ponkeeper template apply', 'ponkeeper olt register'");
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void aPlanForAStoreThatIsNotThereYetSaysSoAndMakesNothing() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("store"));
    for (String words : PLANS) {
      Cli.Answer answer = Cli.on("sqlite:" + folder + "/new/store.db").line(withFiles(words));

      assertThat(answer.done().err())
          .contains(
              "there is no store at sqlite:" + folder + "/new/store.db yet; it would be created");
      assertThat(answer.out()).isNotEmpty();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @MethodSource("readsAndPlans")
  void aReaderChangesNoByteOfAnUnusedStore(String words) throws Exception {
    Path folder = Files.createDirectory(directory.resolve("store"));
    Cli cli = Cli.in(folder);
    prepare(cli);
    Map<String, String> before = contents(folder);
    assertThat(before).containsOnlyKeys("store.db");

    cli.line(withFiles(words)).done();

    assertThat(contents(folder)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("readsAndPlans")
  void aReaderSeesWhatAnAdapterThatRunsHasWritten(String words) throws Exception {
    Path folder = Files.createDirectory(directory.resolve("store"));
    String url = "sqlite:" + folder.resolve("store.db");
    try (KeyValueStore adapter =
        StoreUrl.parse(url, StoreAccess.NONE, Terminal.ofProcess()).open(Duration.ofSeconds(10))) {
      prepare(Cli.on(url));
      Map<String, String> before = contents(folder);
      assertThat(before).containsKey("store.db-wal");

      Cli.on(url).line(withFiles(words)).done();

      assertThat(contents(folder)).containsOnlyKeys(before.keySet());
      assertThat(contents(folder).get("store.db")).isEqualTo(before.get("store.db"));
      assertThat(contents(folder).get("store.db-wal")).isEqualTo(before.get("store.db-wal"));
      assertThat(adapter.history()).isNotNull();
    }
  }

  @Test
  void aPonkeeperOnAReadOnlyStoreReadsAndSeesWhatOthersWrite() throws Exception {
    Cli cli = Cli.in(directory);
    prepare(cli);
    try (KeyValueStore store = SqliteStore.openReadOnly(directory.resolve("store.db"));
        Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      Olt olt = ponkeeper.olt(Technology.XGS_PON, new OltId("olt-1")).load();
      assertThat(ponkeeper.olts().list()).hasSize(1);
      assertThat(olt.instances().list()).hasSize(3);
      assertThat(olt.audit().findings()).isNotNull();

      Scene.create(cli, Scene.port(0, 9, 0)).done();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (olt.instances().list().size() < 4 && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      assertThat(olt.instances().list()).hasSize(4);

      assertThatExceptionOfType(StoreFailedException.class)
          .isThrownBy(
              () -> olt.instances().delete(new TechProfileId(64), UniPort.of("olt-1", 0, 9, 0)))
          .satisfies(denied -> assertThat(denied.code()).isEqualTo(ErrorCode.STORE_DENIED));
      assertThat(olt.instances().list()).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"template list", "audit", "store export"})
  void aReaderOfMemoryFindsItEmpty(String words) {
    Cli.on("memory:").line(words).done();
  }

  /** What the commands need to find something. */
  static void prepare(Cli cli) {
    Scene.prepare(cli);
    cli.line("onu-map set" + ONU + " --uni 0 --type gem-port 1024-1027").done();
    cli.runOn(
            "{}".getBytes(StandardCharsets.UTF_8),
            ("flow-info set" + ONU + " --flow 7 -").split(" ", -1))
        .done();
  }

  /** The words with files in place of the names in braces. */
  private String withFiles(String words) throws IOException {
    return withFiles(words, directory);
  }

  /** The same with the files in that folder. */
  static String withFiles(String words, Path directory) throws IOException {
    if (words.contains("{backup}")) {
      Cli other = Cli.in(Files.createDirectories(directory.resolve("other")));
      Scene.applyTemplate(other);
      other.run("store", "export", directory.resolve("backup").toString()).done();
    }
    Files.write(directory.resolve("template"), Scene.fourQueues());
    List<String> all = new ArrayList<>();
    for (String word : words.split(" ", -1)) {
      boolean isFile = word.matches("\\{(out|template|backup)\\}");
      all.add(isFile ? directory.resolve(word.substring(1, word.length() - 1)).toString() : word);
    }
    return String.join(" ", all);
  }

  /** Every file in a folder with what is in it. */
  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
