package org.ponkeeper.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.tck.NotRun;

/** A file system that is really full: a small one in memory, which only root can mount. */
@Timeout(120)
class FullDiskTest {

  private static final Key A = new Key("a");

  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void mount() throws Exception {
    String size = "size=1500k";
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", size, "ponkeeper-test", directory.toString()) == 0;
    NotRun.unless(mounted, "FullDiskTest, which mounts a small file system and needs root");
    file = directory.resolve("store.db");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", directory.toString());
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void aFullDiskIsNamedReadsGoOnAndSoDoWritesOnceThereIsRoom() throws Exception {
    try (SqliteStore store = SqliteStore.open(file);
        SqliteStore other = SqliteStore.open(file)) {
      store.put(A, Bytes.utf8("1"));
      int written = fill(store);

      assertFull(store);
      assertFull(other);
      assertReads(store, written);
      assertReads(other, written);
      assertThat(store.health().engine()).isNotBlank();

      Files.delete(directory.resolve("ballast"));
      store.put(A, Bytes.utf8("2"));
      other.put(A, Bytes.utf8("3"));
      assertThat(store.get(A).orElseThrow().value().toUtf8()).isEqualTo("3");
    }
  }

  @Test
  void anUnusedStoreOnAFullDiskCanBeOpenedAndRead() throws Exception {
    int written;
    try (SqliteStore store = SqliteStore.open(file)) {
      store.put(A, Bytes.utf8("1"));
      written = fill(store);
    }
    Files.write(directory.resolve("more"), new byte[0]);
    fillUp(directory.resolve("more"));

    try (SqliteStore store = SqliteStore.open(file)) {
      assertReads(store, written);
      assertFull(store);
    }
  }

  /** Writes until the disk is full, and says how many keys were written. */
  private int fill(KeyValueStore store) throws Exception {
    Files.write(directory.resolve("ballast"), new byte[200_000]);
    for (int i = 0; ; i++) {
      try {
        store.put(new Key("k/" + i), Bytes.wrap(new byte[20_000]));
      } catch (StoreFailedException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.STORE_FULL);
        assertThat(e.outcome()).isEqualTo(Outcome.NOTHING_HAPPENED);
        fillUp(directory.resolve("rest"));
        return i;
      }
    }
  }

  private static void fillUp(Path rest) throws Exception {
    run("dd", "if=/dev/zero", "of=" + rest, "bs=512");
  }

  private static void assertFull(KeyValueStore store) {
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(() -> store.put(A, Bytes.wrap(new byte[100_000])))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.STORE_FULL);
          assertThat(e.outcome()).isEqualTo(Outcome.NOTHING_HAPPENED);
        });
  }

  private static void assertReads(KeyValueStore store, int written) {
    assertThat(store.get(A).orElseThrow().value()).isEqualTo(Bytes.utf8("1"));
    assertThat(store.list(List.of(KeyRange.prefix("k/")), ScanOptions.ALL)).hasSize(written);
    try (Snapshot one = store.snapshot();
        Snapshot two = store.snapshot();
        Snapshot three = store.snapshot()) {
      assertThat(one.get(A)).isEqualTo(three.get(A));
      assertThat(two.get(A)).isPresent();
    }
  }
}
