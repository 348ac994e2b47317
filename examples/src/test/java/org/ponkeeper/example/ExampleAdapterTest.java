package org.ponkeeper.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ponkeeper.example.ExampleAdapter.TEMPLATE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.Tagged;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

class ExampleAdapterTest {

  private static final Path ROOT = Documents.ROOT;
  private static final UniPort PORT = UniPort.of("olt-1", 0, 1, 0);
  private static final String NAME = "olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";
  private static final String INSTANCE = "service/voltha/resource_instances/XGS-PON/64/" + NAME;
  private static final String NOTE = "service/voltha/example-adapter/" + NAME;

  @TempDir Path folder;

  @Test
  void aServiceAndItsNoteComeAndGoTogetherInMemory() throws IOException {
    try (MemoryStore store = new MemoryStore()) {
      assertServiceAndNoteComeAndGoTogether(store);
    }
  }

  @Test
  void aServiceAndItsNoteComeAndGoTogetherOnSqlite() throws IOException {
    try (KeyValueStore store = ExampleAdapter.open("sqlite:" + folder.resolve("store.db"))) {
      assertServiceAndNoteComeAndGoTogether(store);
    }
  }

  @Test
  void theProgramShowsAServiceThroughARestart() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      ExampleAdapter.main(
          new String[] {
            "sqlite:" + folder.resolve("program.db"),
            ROOT.resolve("examples/four-queues.json").toString()
          });
    } finally {
      System.setOut(before);
    }

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "created: Alloc-ID 1024",
            "after a restart: Alloc-ID 1024",
            "noted: {\"gem_ports\":[1024, 1025, 1026, 1027]}",
            "deleted: true");
  }

  @Test
  void aServiceWhoseReplyWasLostIsCreatedOnce() throws IOException {
    try (MemoryStore store = new MemoryStore();
        ExampleAdapter other = new ExampleAdapter(store, "olt-1")) {
      other.bringUp(Bytes.wrap(Files.readAllBytes(ROOT.resolve("examples/four-queues.json"))));

      KeyValueStore faulty =
          new FaultyStore(store, FaultPlan.on(StoreCall.COMMIT, Fault.LOST_AFTER));
      try (ExampleAdapter adapter = new ExampleAdapter(faulty, "olt-1")) {
        Instance created = adapter.activate(PORT);
        assertThat(adapter.activate(PORT)).isEqualTo(created);
      }

      assertThat(other.activate(UniPort.of("olt-1", 0, 2, 0)).allocId().value()).isEqualTo(1025);
    }
  }

  @Test
  void aRepeatedDeleteWithAnEtagDoesNotDeleteWhatIsNew() throws IOException {
    UniPort port = PORT;
    try (MemoryStore store = new MemoryStore();
        ExampleAdapter adapter = new ExampleAdapter(store, "olt-1");
        Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      adapter.bringUp(Bytes.wrap(Files.readAllBytes(ROOT.resolve("examples/four-queues.json"))));
      adapter.activate(port);
      Olt olt = ponkeeper.olt(ExampleAdapter.TECHNOLOGY, "olt-1");

      Tagged<Instance> read = olt.instances().findTagged(TEMPLATE, port).orElseThrow();
      DeleteRequest delete = DeleteRequest.of(TEMPLATE, port).ifMatch(read.etag());
      olt.instances().delete(delete);

      olt.instances().delete(delete);
      assertThat(adapter.activate(port)).isEqualTo(read.value());
      assertThatThrownBy(() -> olt.instances().delete(delete)).isInstanceOf(RefusedException.class);
      Optional<Instance> found =
          ponkeeper.within(Duration.ofMillis(500), () -> olt.instances().find(TEMPLATE, port));
      assertThat(found).contains(read.value());
    }
  }

  /** The document shows parts of the program and of this test, except for their indentation. */
  @Test
  void theDocumentShowsTheProgram() throws IOException {
    String program =
        Documents.source("main", "ExampleAdapter") + Documents.source("test", "ExampleAdapterTest");

    Documents.assertShown("docs/adapters.md", 6, program);
  }

  private static void assertServiceAndNoteComeAndGoTogether(KeyValueStore store)
      throws IOException {
    Instance created;
    long createdAt;
    try (ExampleAdapter adapter = new ExampleAdapter(store, "olt-1")) {
      adapter.bringUp(Bytes.wrap(Files.readAllBytes(ROOT.resolve("examples/four-queues.json"))));
      assertThat(versions(store)).doesNotContainKeys(INSTANCE, NOTE);
      created = adapter.activate(PORT);
      createdAt = version(store, INSTANCE);
      assertThat(version(store, NOTE)).as("one transaction").isEqualTo(createdAt);
    }
    try (ExampleAdapter restarted = new ExampleAdapter(store, "olt-1")) {
      assertThat(restarted.service(PORT)).contains(created);
      assertThat(restarted.noted(PORT)).contains("{\"gem_ports\":[1024, 1025, 1026, 1027]}");

      restarted.deactivate(PORT);

      assertThat(versions(store)).doesNotContainKeys(INSTANCE, NOTE);
      assertThat(store.put(new Key("service/other"), Bytes.utf8("")).token())
          .as("this is the next transaction but one")
          .isEqualTo(createdAt + 2);
      restarted.deactivate(PORT);
    }
  }

  private static long version(KeyValueStore store, String key) {
    Long version = versions(store).get(key);
    assertThat(version).as(key).isNotNull();
    return version;
  }

  private static Map<String, Long> versions(KeyValueStore store) {
    Map<String, Long> versions = new TreeMap<>();
    store
        .list(List.of(KeyRange.prefix("service/")), ScanOptions.KEYS_ONLY)
        .forEach(kv -> versions.put(kv.key().text(), kv.version().token()));
    return versions;
  }
}
