package org.ponkeeper.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;

/**
 * The file of an open store is removed, renamed, replaced, truncated or put back: nothing is
 * answered from a file that is no longer at the path, nothing is mixed, and the store goes on by
 * itself once there is a usable file.
 */
@Timeout(120)
class FileReplacedTest {

  private static final Key A = new Key("a");
  private static final Key B = new Key("b");

  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("store.db");
  }

  @Test
  void aFileThatWasRenamedAwayTakesNoCommitAndIsNotMadeAnew() throws Exception {
    try (SqliteStore store = open()) {
      put(store, A, "1");
      Path elsewhere = Files.move(file, directory.resolve("elsewhere.db"));

      assertReplaced("there is no file at this path", () -> put(store, A, "2"));
      assertReplaced("there is no file at this path", () -> store.get(A));
      assertReplaced("there is no file at this path", store::snapshot);
      assertReplaced("there is no file at this path", store::health);
      assertThat(file).doesNotExist();

      // and goes on when the file is back, in the same history
      History before = store.history();
      Files.move(elsewhere, file);
      assertThat(text(store, A)).contains("1");
      put(store, A, "2");
      assertThat(store.history()).isSameAs(before);
    }
    assertThat(contents()).isEqualTo(Set.of("a=2"));
  }

  @Test
  void aFileThatWasRemovedIsNotMadeAnewAndAnotherOneIsTaken() throws Exception {
    try (SqliteStore store = open()) {
      put(store, A, "1");
      History before = store.history();
      Files.delete(file);
      SqliteHistoryTest.removeLog(file);

      assertReplaced("there is no file at this path", () -> put(store, A, "2"));
      assertThat(file).doesNotExist();

      Files.move(another("theirs"), file);
      assertThat(text(store, A)).contains("theirs");
      assertThat(store.history()).isNotSameAs(before);
    }
  }

  /** How a file takes the place of another. */
  enum Way {
    RENAMED_OVER {
      @Override
      void put(Path from, Path file) throws Exception {
        Files.move(from, file, StandardCopyOption.REPLACE_EXISTING);
      }
    },
    COPIED_OVER {
      @Override
      void put(Path from, Path file) throws Exception {
        Files.write(file, Files.readAllBytes(from));
      }
    };

    abstract void put(Path from, Path file) throws Exception;
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theLogOfTheFileBeforeIsNotMixedIntoTheOneThatWasPutInItsPlace(Way way) throws Exception {
    Path another = another("theirs");
    try (SqliteStore store = open()) {
      fill(store);

      // when only the main file is replaced
      way.put(another, file);

      // then nothing is answered, and the message says what to do
      assertReplaced("-wal", () -> put(store, A, "2"));
      assertReplaced("remove that log", () -> store.get(A));

      // and once the log is removed the store goes on with what was put there
      SqliteHistoryTest.removeLog(file);
      assertThat(text(store, A)).contains("theirs");
      put(store, B, "3");
    }
    assertThat(contents()).isEqualTo(Set.of("a=theirs", "b=3"));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anOlderStateOfTheSameFileIsFoundToo(Way way) throws Exception {
    try (SqliteStore store = open()) {
      put(store, A, "1");
      Path backup = backUp();
      fill(store);
      checkpoint();
      put(store, A, "2");

      way.put(backup, file);

      assertReplaced("-wal", () -> put(store, B, "2"));
      SqliteHistoryTest.removeLog(file);
      assertThat(text(store, A)).contains("1");
    }
    assertThat(contents()).isEqualTo(Set.of("a=1"));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void closingAStoreWhoseFileWasReplacedWritesNothingIntoTheOtherFile(Way way) throws Exception {
    Path another = another("theirs");
    byte[] theirs = Files.readAllBytes(another);
    SqliteStore first = open();
    SqliteStore second = open();
    fill(first);
    text(second, A);

    way.put(another, file);
    first.close();
    second.close();

    assertThat(Files.readAllBytes(file)).isEqualTo(theirs);
  }

  @Test
  void closingAStoreWhoseFileIsGoneIsCleanAndQuick() throws Exception {
    SqliteStore store = open();
    fill(store);
    Files.delete(file);
    SqliteHistoryTest.removeLog(file);

    long start = System.nanoTime();
    store.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatWasEmptiedIsNotTakenForANewStore() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
      Path backup = backUp();
      truncate(0);

      assertReplaced("the file at this path is empty", () -> put(store, A, "2"));
      assertReplaced("the file at this path is empty", () -> store.get(A));
      assertThat(Files.size(file)).isZero();

      Files.write(file, Files.readAllBytes(backup));
      SqliteHistoryTest.removeLog(file);
      assertThat(text(store, A)).contains("1");
    }
  }

  @Test
  void anEmptiedFileBesideALogIsNotTakenForANewStoreWhenItIsOpened() throws Exception {
    SqliteStore store = open();
    fill(store);
    truncate(0);
    store.close();

    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(this::open)
        .satisfies(e -> assertThat(e.facts().get("reason")).contains("the file is empty"));
    assertThat(FilesAtPath.beside(file, "-wal")).isNotEmptyFile();
  }

  @Test
  void aFileThatWasCutShortIsDamagedAndNothingIsWrittenToIt() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
      checkpoint();
      Path whole = backUp();
      truncate(Files.size(file) / 2);
      long size = Files.size(file);

      assertFails(ErrorCode.CORRUPT_DATA, () -> put(store, A, "2"));
      assertFails(ErrorCode.CORRUPT_DATA, () -> store.get(A));
      assertFails(
          ErrorCode.CORRUPT_DATA, () -> store.list(List.of(KeyRange.all()), ScanOptions.ALL));
      assertThat(Files.size(file)).isEqualTo(size);

      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
      SqliteHistoryTest.removeLog(file);
      assertThat(text(store, A)).contains("1");
    }
  }

  @Test
  void aReplacementThatIsMalformedIsDamagedAndNotUsed() throws Exception {
    Path malformed = directory.resolve("malformed.db");
    try (SqliteStore other = SqliteStore.open(malformed)) {
      fill(other);
    }
    byte[] bytes = Files.readAllBytes(malformed);
    Arrays.fill(bytes, 5 * 4096, bytes.length, (byte) 0x5a);
    Files.write(malformed, bytes);
    try (SqliteStore store = open()) {
      put(store, A, "1");

      Files.move(malformed, file, StandardCopyOption.REPLACE_EXISTING);
      SqliteHistoryTest.removeLog(file);

      assertFails(ErrorCode.CORRUPT_DATA, () -> store.get(A));
      assertFails(ErrorCode.CORRUPT_DATA, () -> put(store, A, "2"));
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "another program", "a newer format", "directory"})
  void whatIsNoStoreIsNotUsed(String what) throws Exception {
    try (SqliteStore store = open()) {
      put(store, A, "1");
      Files.delete(file);
      SqliteHistoryTest.removeLog(file);
      switch (what) {
        case "text" -> Files.writeString(file, "x".repeat(10_000));
        case "directory" -> Files.createDirectory(file);
        case "another program" -> sql("CREATE TABLE t(x)");
        default -> {
          Files.move(another("theirs"), file);
          sql("PRAGMA user_version=" + (SqliteFile.FORMAT + 1));
        }
      }

      assertReplaced("", () -> put(store, A, "2"));
      assertReplaced("", () -> store.get(A));
    }
  }

  @Test
  void aLogThatIsRemovedWhileItIsInUseIsFoundBeforeAnythingIsAnswered() throws Exception {
    try (SqliteStore store = open()) {
      put(store, A, "1");
      checkpoint();
      put(store, A, "2");
      History before = store.history();

      Files.delete(FilesAtPath.beside(file, "-wal"));

      // what was in the log only is gone, by the hand of whoever removed it, and the store says so
      assertThat(text(store, A)).contains("1");
      assertThat(store.history()).isNotSameAs(before);
      put(store, B, "3");
    }
    assertThat(contents()).isEqualTo(Set.of("a=1", "b=3"));
  }

  @Test
  void anIndexThatIsRemovedWhileItIsInUseLosesNothing() throws Exception {
    try (SqliteStore store = open();
        SqliteStore other = open()) {
      put(store, A, "1");
      put(other, B, "1");
      History before = store.history();

      Files.delete(FilesAtPath.beside(file, "-shm"));

      put(store, A, "2");
      put(other, B, "2");
      assertThat(text(other, A)).contains("2");
      assertThat(text(store, B)).contains("2");
      assertThat(store.history()).isSameAs(before);
    }
    assertThat(contents()).isEqualTo(Set.of("a=2", "b=2"));
  }

  @Test
  void aSnapshotOfAFileThatIsGoneIsLostAndAReaderThatBeginsAnewReadsTheOtherFile()
      throws Exception {
    Path another = another("theirs");
    try (SqliteStore store = open()) {
      put(store, A, "1");
      put(store, B, "1");
      try (Snapshot snapshot = store.snapshot();
          Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
        scan.next();
        Way.RENAMED_OVER.put(another, file);
        SqliteHistoryTest.removeLog(file);

        assertThatExceptionOfType(SnapshotLostException.class)
            .isThrownBy(scan::toList)
            .havingCause()
            .satisfies(e ->
                assertThat(((PonkeeperException) e).code()).isEqualTo(ErrorCode.STORE_REPLACED));
      }
      assertThat(store.list(List.of(KeyRange.all()), ScanOptions.ALL)).hasSize(1);
    }
  }

  @Test
  void anOperatorMayVacuumAndCheckpointWhileTheStoreIsOpen() throws Exception {
    try (SqliteStore store = open()) {
      fill(store);
      store.deleteAll(KeyRange.prefix("k/"));
      History before = store.history();

      sql("VACUUM");
      checkpoint();
      assertThat(text(store, A)).contains("1");
      put(store, A, "2");
      checkpoint();
      put(store, A, "3");

      assertThat(store.history()).isSameAs(before);
    }
    assertThat(contents()).isEqualTo(Set.of("a=3"));
  }

  @Test
  void theLogOfAKilledProcessIsNotMixedIntoABackupThatWasPutBeforeItIsOpened() throws Exception {
    // given the main file of one state, and the log of a later one, as a killed process leaves it
    Path killed = directory.resolve("killed.db");
    Path backup;
    try (SqliteStore store = open()) {
      put(store, A, "1");
      backup = backUp();
      fill(store);
      checkpoint();
      put(store, A, "2");
      Files.copy(FilesAtPath.beside(file, "-wal"), FilesAtPath.beside(killed, "-wal"));
      Files.move(backup, killed);
    }
    byte[] before = Files.readAllBytes(killed);

    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> SqliteStore.open(killed))
        .satisfies(e -> assertThat(e.facts().get("reason")).contains("remove that log"));

    assertThat(Files.readAllBytes(killed)).isEqualTo(before);
    SqliteHistoryTest.removeLog(killed);
    try (SqliteStore store = SqliteStore.open(killed)) {
      assertThat(text(store, A)).contains("1");
    }
  }

  @Test
  void aLinkThatIsTurnedToAnotherFileLeadsThere() throws Exception {
    Path target = directory.resolve("target.db");
    Path another = another("theirs");
    SqliteStore.open(target).close();
    Files.createSymbolicLink(file, target);
    try (SqliteStore store = open()) {
      put(store, A, "1");
      Path link = Files.createSymbolicLink(directory.resolve("link"), another);
      Files.move(link, file, StandardCopyOption.REPLACE_EXISTING);

      assertThat(text(store, A)).contains("theirs");
      put(store, B, "2");
    }
    assertThat(contents()).isEqualTo(Set.of("a=theirs", "b=2"));
  }

  private SqliteStore open() {
    return SqliteStore.open(file, SqliteOptions.DEFAULTS);
  }

  private static void put(KeyValueStore store, Key key, String value) {
    store.put(key, Bytes.utf8(value));
  }

  private static Optional<String> text(KeyValueStore store, Key key) {
    return store.get(key).map(found -> found.value().toUtf8());
  }

  /** Writes so much that the file has more than a few pages. */
  private static void fill(SqliteStore store) {
    put(store, A, "1");
    for (int i = 0; i < 40; i++) {
      store.put(new Key("k/" + i), Bytes.wrap(new byte[5_000]));
    }
  }

  /** Another store, in a file of its own, which is closed. */
  private Path another(String value) {
    Path another = directory.resolve("another.db");
    try (SqliteStore store = SqliteStore.open(another)) {
      fill(store);
      store.deleteAll(KeyRange.prefix("k/"));
      put(store, A, value);
    }
    return another;
  }

  private Path backUp() throws Exception {
    Path backup = directory.resolve("backup.db");
    sql("backup to '" + backup + "'");
    return backup;
  }

  private void checkpoint() throws Exception {
    sql("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  private void sql(String sql) throws Exception {
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = raw.createStatement()) {
      statement.execute(sql);
    }
  }

  private void truncate(long size) throws Exception {
    Process process =
        new ProcessBuilder("truncate", "-s", String.valueOf(size), file.toString()).start();
    assertThat(process.waitFor()).isZero();
  }

  /** What the file at the path holds, in whole, as a store that is opened now reads it. */
  private Set<String> contents() throws Exception {
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = raw.createStatement()) {
      assertThat(statement.executeQuery("PRAGMA integrity_check").getString(1)).isEqualTo("ok");
    }
    try (SqliteStore store = open()) {
      return store.list(List.of(KeyRange.all()), ScanOptions.ALL).stream()
          .map(found -> found.key().text() + "=" + found.value().toUtf8())
          .collect(Collectors.toSet());
    }
  }

  private static void assertReplaced(String reason, Runnable call) {
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(call::run)
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.STORE_REPLACED);
          assertThat(e.outcome()).isEqualTo(Outcome.NOTHING_HAPPENED);
          assertThat(e.facts().get("reason")).contains(reason);
        });
  }

  private static void assertFails(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(PonkeeperException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).as(String.valueOf(e.getCause())).isEqualTo(code));
  }
}
