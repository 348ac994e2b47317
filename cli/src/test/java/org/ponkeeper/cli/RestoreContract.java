package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;

/**
 * The command line restores a backup of a real store; also when killed, and while an adapter runs.
 */
@Timeout(300)
abstract class RestoreContract {

  private static final String BASE = "service/voltha/";
  private static final Key MARK = new Key(BASE + "ponkeeper/restore");
  private static final Key RECORD = new Key(BASE + "ponkeeper/olts/XGS-PON/olt-1");
  private static final TechProfileId T64 = new TechProfileId(64);

  /** So many keys that a restore takes a while. */
  private static final int MAPS = 4000;

  /** A machine may be busy with other tests. */
  private static final PonkeeperOptions PATIENT =
      PonkeeperOptions.DEFAULTS.withCallTimeout(Duration.ofSeconds(60));

  @TempDir Path folder;
  private TestStores stores;
  private String url;
  private Cli cli;

  abstract TestStores stores();

  @BeforeEach
  void open() throws Exception {
    stores = stores();
    url = stores.empty();
    cli = Cli.on(url);
  }

  @AfterEach
  void close() throws Exception {
    stores.close();
  }

  private KeyValueStore store() {
    return StoreUrl.parse(url, StoreAccess.NONE, Terminal.ofProcess()).open(PATIENT.callTimeout());
  }

  private static boolean isFenced(KeyValueStore store) {
    return store.get(RECORD).filter(kv -> kv.value().toUtf8().contains("restoring")).isPresent();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Maps of ONUs, as an adapter notes them. */
  private static byte[] maps(int first, int count, String value) {
    StringBuilder lines = new StringBuilder();
    for (int i = first; i < first + count; i++) {
      String key =
          "resource_manager/{XGS-PON}/{olt-1}/{%d,%d,0}/gemport_ids".formatted(i / 200 % 4, i);
      lines.append(Cli.jsonLine(BASE + key, bytes(value)));
    }
    return bytes(lines.toString());
  }

  @Test
  void aKilledRestoreIsRunToItsEndByTheNext() throws Exception {
    // given
    Scene.prepare(cli);
    cli.runOn(maps(0, MAPS, "[1024]"), "store", "import").done();
    List<String> end = cli.exported();
    String backup = folder.resolve("backup.jsonl").toString();
    cli.run("store", "export", backup).done();
    Scene.instance(cli, "delete", Scene.port(0, 1, 0)).done();
    Scene.create(cli, Scene.port(0, 9, 0)).done();
    cli.runOn(maps(0, MAPS, "[1025]"), "store", "import", "--overwrite").done();
    cli.runOn(maps(MAPS, MAPS, "[1026]"), "store", "import").done();

    // when
    Random random = new Random(20_260_113);
    int killed = 0;
    for (int run = 0; run < 3 && killed < 2; run++) {
      try (KeyValueStore store = store();
          CommandProcess restore =
              CommandProcess.start(folder, url, "store restore --yes " + backup)) {
        while (restore.isAlive() && !isFenced(store)) {
          Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(100));
        restore.kill();
        // then
        if (isFenced(store)) {
          killed++;
          assertThat(store.exists(MARK)).isTrue();
          Scene.create(cli, Scene.port(0, 12, 0)).failed(3, "OLT_BUSY");
          assertThat(cli.line("olt show " + Scene.OLT).done().out()).contains("restoring");
          assertThat(cli.line("olt list").done().out()).contains("yes, restoring");
          Cli.Answer audit = cli.line("audit");
          assertThat(audit.err() + audit.out()).contains("unfinished-work");
        }
      }
    }
    assertThat(killed).as("kills that interrupted it").isPositive();
    System.out.printf(
        "restore on %s: killed %d times in the middle%n",
        url.substring(0, url.indexOf(':')), killed);

    // when
    Cli.Answer last = cli.run("store", "restore", "--yes", backup).done();

    // then
    assertThat(last.err()).contains("an earlier 'store restore' is not complete");
    assertThat(cli.exported()).isEqualTo(end);
    Scene.create(cli, Scene.port(0, 12, 0)).done();
    // The maps above are of ONUs that nobody has, which is reported.
    assertThat(cli.line("audit").out())
        .isNotEmpty()
        .doesNotContain("id-owned-twice", "owned-not-taken");
  }

  @Test
  void anAdapterMayRunDuringARestoreAndNoIdIsGivenTwice() throws Exception {
    // given
    Scene.prepare(cli);
    cli.runOn(maps(0, 1000, "[1024]"), "store", "import").done();
    String backup = folder.resolve("backup.jsonl").toString();
    cli.run("store", "export", backup).done();
    Set<String> before = instances();
    Scene.instance(cli, "delete", Scene.port(0, 1, 0)).done();
    Scene.create(cli, Scene.port(0, 9, 0)).done();
    cli.runOn(maps(0, 1000, "[1025]"), "store", "import", "--overwrite").done();

    try (KeyValueStore store = store();
        Ponkeeper adapter = Ponkeeper.on(store, PATIENT)) {
      Olt olt = adapter.olt(Technology.XGS_PON, new OltId("olt-1")).load();
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch refused = new CountDownLatch(1);
      Set<ErrorCode> codes = ConcurrentHashMap.newKeySet();
      List<Throwable> faults = new ArrayList<>();
      Thread working =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int n = 0; !over.get(); n++) {
                    work(olt, n, codes, refused);
                  }
                } catch (RuntimeException | AssertionError e) {
                  faults.add(e);
                }
              });

      // when
      cli.run("store", "restore", "--yes", backup).done();
      over.set(true);
      working.join();

      // then
      assertThat(faults).isEmpty();
      assertThat(refused.await(0, TimeUnit.SECONDS)).as("was refused meanwhile").isTrue();
      assertThat(codes).containsExactly(ErrorCode.OLT_BUSY);
      olt.instances().delete(T64, UniPort.of("olt-1", 0, 20, 0));
      assertThat(instances()).isEqualTo(before);
      olt.refresh();
      assertThat(olt.instances().list()).hasSize(before.size());
      olt.instances().create(T64, UniPort.of("olt-1", 0, 21, 0));
      olt.instances().create(T64, UniPort.of("olt-1", 1, 22, 0));
      assertThat(olt.audit().findings().stream().map(Finding::kind))
          .doesNotContain(FindingKind.ID_OWNED_TWICE, FindingKind.OWNED_NOT_TAKEN);
    }
  }

  /** Creates a service and deletes it again; what is refused is refused with the same word. */
  private static void work(Olt olt, int n, Set<ErrorCode> codes, CountDownLatch refused) {
    try {
      UniPort port = UniPort.of("olt-1", 0, 20, 0);
      if (n % 2 == 0) {
        olt.instances().create(T64, port);
      } else {
        olt.instances().delete(T64, port);
      }
    } catch (PonkeeperException e) {
      codes.add(e.code());
      refused.countDown();
    }
  }

  private Set<String> instances() {
    Set<String> instances = new HashSet<>(cli.exported());
    instances.removeIf(line -> !line.contains("/resource_instances/"));
    return instances;
  }

  @Test
  void theCommandSaysWhatItWouldDoAndAsksFirst() throws Exception {
    // given
    Scene.prepare(cli);
    Path backup = folder.resolve("backup.jsonl");
    cli.run("store", "export", backup.toString()).done();
    List<String> end = cli.exported();
    Scene.instance(cli, "delete", Scene.port(0, 1, 0)).done();
    Scene.create(cli, Scene.port(0, 9, 0)).done();
    cli.put(BASE + "omci_mibs/x", bytes("of others"));
    List<String> before = cli.exported();

    // when, then
    Cli.Answer planned = cli.run("store", "restore", "--dry-run", "-o", "json", backup.toString());
    assertThat(planned.done().json().get("written").intValue()).isEqualTo(1);
    assertThat(planned.json().get("deleted").intValue()).isEqualTo(1);
    assertThat(planned.json().get("olts").get(0).get("device").stringValue()).isEqualTo("olt-1");
    Cli.Answer refused = cli.run("store", "restore", backup.toString());
    refused.failed(2, "NOT_CONFIRMED");
    assertThat(refused.err())
        .contains("1 to write,", "1 to delete", "there is no terminal to ask for confirmation");
    cli.lineAsPerson("store restore " + backup, "no\n").failed(2, "NOT_CONFIRMED");
    assertThat(cli.exported()).isEqualTo(before);

    // when
    Cli.Answer done = cli.lineAsPerson("store restore " + backup, "yes\n").done();

    // then
    assertThat(done.out()).startsWith("restored 9 keys: 1 written, ").endsWith("; 1 deleted\n");
    List<String> expected = new ArrayList<>(end);
    expected.add(Cli.jsonLine(BASE + "omci_mibs/x", bytes("of others")).strip());
    assertThat(cli.exported().stream().map(Cli.JSON::readTree))
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(Cli.JSON::readTree).toList());
    assertThat(cli.run("store", "restore", "--yes", backup.toString()).done().out())
        .startsWith("the store already has the content of ");

    // when: from standard input
    Scene.instance(cli, "delete", Scene.port(0, 1, 0)).done();
    byte[] file = Files.readAllBytes(backup);
    cli.runOn(file, "store", "restore", "-").failed(2, "NOT_CONFIRMED");
    cli.runOn(file, "store", "restore", "--yes", "-").done();

    // then
    assertThat(cli.exported()).hasSize(end.size() + 1);
  }
}
