package org.ponkeeper.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;

class ExampleAdapterTest {

  private static final Path ROOT = Path.of(System.getProperty("ponkeeper.root"));
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

  /** The document shows parts of the program unchanged, except for indentation. */
  @Test
  void theDocumentShowsTheProgram() throws IOException {
    String program =
        unindented(
            Files.readString(
                ROOT.resolve("examples/src/main/java/org/ponkeeper/example/ExampleAdapter.java")));
    List<String> blocks =
        Stream.of(Files.readString(ROOT.resolve("docs/adapters.md")).split("```", -1))
            .filter(block -> block.startsWith("java\n"))
            .map(block -> unindented(block.substring("java\n".length())))
            .toList();

    assertThat(blocks).hasSize(3).allSatisfy(block -> assertThat(program).contains(block));
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

  private static String unindented(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
