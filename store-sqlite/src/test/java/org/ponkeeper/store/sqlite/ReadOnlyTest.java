package org.ponkeeper.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.WatchEvent;
import org.ponkeeper.tck.NotRun;

/** A store that is opened for reading only: what it reads, and that it changes nothing. */
@Timeout(120)
@SuppressWarnings("try") // a watch is only to be closed
class ReadOnlyTest {

  private static final Key A = new Key("a");
  private static final Key B = new Key("b");

  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("store.db");
  }

  @Test
  void aPathWithoutAStoreIsRefusedAndNothingIsMade() throws Exception {
    for (Path path : List.of(file, directory.resolve("tpyo/deeper/store.db"))) {
      assertRefused(path, "there is no store at this path");
    }
    Files.createFile(file);
    assertRefused(file, "there is no store at this path: the file is empty");
    assertRefused(file.resolve("store.db"), "there is no store at this path");
    assertThat(contents()).isEqualTo(Map.of("store.db", ""));
  }

  @Test
  void whatIsNoStoreIsRefusedAndNotChanged() throws Exception {
    Files.writeString(file, "x".repeat(4096));
    Path cut = Files.writeString(directory.resolve("short"), "x");
    Path foreign = directory.resolve("foreign.db");
    sql(foreign, "CREATE TABLE kv(key TEXT)");
    Path newer = directory.resolve("newer.db");
    SqliteStore.open(newer).close();
    sql(newer, "PRAGMA user_version=4");
    Map<String, String> before = contents();

    assertRefused(directory, "it is a directory");
    assertRefused(file, "it is not a SQLite file");
    assertRefused(cut, "it is not a SQLite file");
    assertRefused(foreign, "it is a SQLite file of another program");
    assertRefused(newer, "its format is 4, but this version reads only formats up to 3");
    assertRefused(Path.of("/dev/null"), "it is not a regular file");
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void aStoreThatIsNotMadeToItsEndIsRefused() throws Exception {
    SqliteStore.open(file).close();
    Files.writeString(FilesAtPath.beside(file, "-journal"), "a journal with content");
    Map<String, String> before = contents();

    assertRefused(file, "the process that created the store was interrupted");
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void aDamagedStoreIsDamagedHereToo() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(Txn.put(A, Bytes.wrap(new byte[100_000])));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, 8192));
    Map<String, String> before = contents();

    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> SqliteStore.openReadOnly(file));
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void readingAnUnusedStoreLeavesNoTrace() throws Exception {
    write(A, "1");
    Map<String, String> before = contents();
    assertThat(before).containsOnlyKeys("store.db");

    try (SqliteStore store = SqliteStore.openReadOnly(file)) {
      assertThat(text(store, A)).contains("1");
      assertThat(text(store, B)).isEmpty();
      assertThat(store.health().engine()).startsWith("SQLite ");
      try (Snapshot snapshot = store.snapshot();
          Subscription watch = store.watch(KeyRange.all(), new Position.Now(), event -> {})) {
        assertThat(snapshot.get(A)).isPresent();
        assertThat(contents()).isEqualTo(before);
      }
    }
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void aCommitIsRefusedAndOneThatOnlyAsksIsAnswered() throws Exception {
    write(A, "1");
    Map<String, String> before = contents();
    try (SqliteStore store = SqliteStore.openReadOnly(file)) {
      for (KeyValueStore each : List.of(store, store.within(Duration.ofSeconds(1)))) {
        assertThatExceptionOfType(StoreFailedException.class)
            .isThrownBy(() -> each.commit(Txn.put(A, Bytes.utf8("2"))))
            .satisfies(denied -> {
              assertThat(denied.code()).isEqualTo(ErrorCode.STORE_DENIED);
              assertThat(denied.outcome()).isEqualTo(StoreFailedException.Outcome.NOTHING_HAPPENED);
              assertThat(denied.facts()).containsEntry("path", file.toString());
              assertThat(denied.facts().get("reason")).contains("opened for reading only");
            });
      }
      KeyValue now = store.get(A).orElseThrow();
      List<Condition> conditions = List.of(new Condition.AtVersion(A, now.version()));
      assertThat(store.commit(new Txn(conditions, List.of())))
          .isInstanceOf(TxnResult.Committed.class);
      assertThat(store.commit(new Txn(List.of(new Condition.Absent(A)), List.of())))
          .isInstanceOf(TxnResult.Conflict.class);
    }
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void whatIsOnlyInTheLogOfAnOpenStoreIsRead() throws Exception {
    try (SqliteStore writer = SqliteStore.open(file)) {
      put(writer, A, "1");
      Map<String, String> before = contents();

      try (SqliteStore reader = SqliteStore.openReadOnly(file)) {
        assertThat(text(reader, A)).contains("1");
        put(writer, A, "2");
        assertThat(text(reader, A)).contains("2");
      }
      assertThat(contents()).containsOnlyKeys(before.keySet());
      put(writer, A, "3");
    }
    assertThat(read()).isEqualTo("3");
  }

  @Test
  void anOpenStoreThatHasWrittenNothingYetIsReadToo() throws Exception {
    write(A, "1");
    try (SqliteStore writer = SqliteStore.open(file);
        SqliteStore reader = SqliteStore.openReadOnly(file)) {
      assertThat(text(reader, A)).contains("1");
      put(writer, A, "2");
      assertThat(text(reader, A)).contains("2");
    }
  }

  @Test
  void aWriterThatComesAndGoesIsSeenAndTheHistoryGoesOn() throws Exception {
    write(A, "1");
    try (SqliteStore reader = SqliteStore.openReadOnly(file)) {
      History history = reader.history();
      assertThat(text(reader, A)).contains("1");
      for (int i = 2; i < 6; i++) {
        try (SqliteStore writer = SqliteStore.open(file)) {
          put(writer, A, Integer.toString(i));
          assertThat(text(reader, A)).contains(Integer.toString(i));
        }
        assertThat(text(reader, A)).contains(Integer.toString(i));
      }
      assertThat(reader.history()).isSameAs(history);
    }
    assertThat(read()).isEqualTo("5");
  }

  @Test
  void aWatchSendsWhatOthersWrite() throws Exception {
    write(A, "1");
    BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    try (SqliteStore reader = SqliteStore.openReadOnly(file);
        Subscription watch = reader.watch(KeyRange.all(), new Position.Now(), events::add);
        SqliteStore writer = SqliteStore.open(file)) {
      put(writer, B, "2");
      assertThat(events.poll(30, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              WatchEvent.Written.class, written -> assertThat(written.key()).isEqualTo(B));
    }
  }

  @Test
  void aSnapshotIsOfOneInstantOrIsLostWhateverIsWrittenMeanwhile() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      for (int i = 0; i < 2_000; i++) {
        put(store, new Key("key/%04d".formatted(i)), "old");
      }
    }
    try (SqliteStore reader = SqliteStore.openReadOnly(file);
        Snapshot snapshot = reader.snapshot()) {
      snapshot.get(new Key("key/0000"));
      // a process comes, changes everything, and moves it into the main file
      try (SqliteStore writer = SqliteStore.open(file)) {
        for (int i = 0; i < 2_000; i++) {
          put(writer, new Key("key/%04d".formatted(i)), "new");
        }
      }
      assertThatExceptionOfType(SnapshotLostException.class)
          .isThrownBy(() ->
              snapshot
                  .scan(List.of(KeyRange.all()), ScanOptions.ALL)
                  .forEachRemaining(kv -> assertThat(kv.value().toUtf8()).isEqualTo("old")));
      // and begun anew it is of the new instant
      assertThat(reader.list(List.of(KeyRange.all()), ScanOptions.ALL))
          .hasSize(2_000)
          .allMatch(kv -> kv.value().toUtf8().equals("new"));
    }
  }

  @Test
  void aReaderNeverSeesHalfOfACommitNorGoesBack() throws Exception {
    SqliteStore.open(file).close();
    Thread writing =
        new Thread(() -> {
          for (int i = 1; i <= 60; i++) {
            try (SqliteStore store = SqliteStore.open(file)) {
              Bytes value = Bytes.utf8(Integer.toString(i));
              store.commit(
                  new Txn(
                      List.of(), List.of(new Mutation.Put(A, value), new Mutation.Put(B, value))));
            }
          }
        });
    writing.start();
    int last = 0;
    int reads = 0;
    while (writing.isAlive() || reads < 10) {
      try (SqliteStore reader = SqliteStore.openReadOnly(file)) {
        for (int i = 0; i < 5; i++) {
          List<KeyValue> both = list(reader);
          if (!both.isEmpty()) {
            assertThat(both).hasSize(2);
            int seen = Integer.parseInt(both.get(0).value().toUtf8());
            assertThat(both.get(1).value().toUtf8()).isEqualTo(Integer.toString(seen));
            assertThat(seen).isGreaterThanOrEqualTo(last);
            last = seen;
          }
          reads++;
        }
      }
    }
    writing.join();
    assertThat(read()).isEqualTo("60");
  }

  private static List<KeyValue> list(SqliteStore reader) {
    for (int i = 0; ; i++) {
      try {
        return reader.list(List.of(KeyRange.all()), ScanOptions.ALL);
      } catch (SnapshotLostException e) {
        assertThat(i).isLessThan(20);
      }
    }
  }

  @Test
  void theLogOfAKilledProcessIsReadAndLeftAsItIs() throws Exception {
    Path killed = killed("store.db", "-wal", "-shm");
    Map<String, String> before = contents();

    try (SqliteStore reader = SqliteStore.openReadOnly(killed)) {
      assertThat(text(reader, A)).contains("2");
      assertThat(reader.list(List.of(KeyRange.all()), ScanOptions.ALL)).hasSize(1);
    }

    // its index is rebuilt, as every process does that uses the log
    assertThat(withoutIndex(contents())).isEqualTo(withoutIndex(before));
    assertThat(contents()).containsOnlyKeys(before.keySet());
    // and a process that may write takes the log in
    try (SqliteStore writer = SqliteStore.open(killed)) {
      assertThat(text(writer, A)).contains("2");
    }
  }

  @Test
  void aLogWithoutItsIndexIsReadToo() throws Exception {
    Path copied = killed("store.db", "-wal");
    Map<String, String> before = contents();

    try (SqliteStore reader = SqliteStore.openReadOnly(copied)) {
      assertThat(text(reader, A)).contains("2");
    }

    // SQLite makes the index beside it; this is all that reading ever makes
    assertThat(withoutIndex(contents())).isEqualTo(before);
  }

  @Test
  void aLogThatBelongsToAnotherFileIsRefused() throws Exception {
    Path killed = killed("store.db", "-wal", "-shm");
    Path another = directory.resolve("another.db");
    try (SqliteStore store = SqliteStore.open(another)) {
      put(store, A, "theirs");
    }
    Files.write(killed, Files.readAllBytes(another));
    Map<String, String> before = contents();

    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> SqliteStore.openReadOnly(killed))
        .satisfies(stale -> assertThat(stale.facts().get("reason")).contains("remove that log"));
    assertThat(withoutIndex(contents())).isEqualTo(withoutIndex(before));
  }

  @Test
  void aFileThatIsReplacedIsFoundAndTheHistoryEnds() throws Exception {
    write(A, "1");
    Path another = directory.resolve("another.db");
    try (SqliteStore store = SqliteStore.open(another)) {
      put(store, A, "theirs");
    }
    try (SqliteStore reader = SqliteStore.openReadOnly(file)) {
      final History before = reader.history();
      assertThat(text(reader, A)).contains("1");
      Files.delete(file);
      assertThatExceptionOfType(StoreFailedException.class)
          .isThrownBy(() -> reader.get(A))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_REPLACED));
      Files.move(another, file);
      assertThat(text(reader, A)).contains("theirs");
      assertThat(reader.history()).isNotSameAs(before);
    }
    assertThat(contents()).containsOnlyKeys("store.db");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aStoreOfAnOlderFormatIsReadAndStaysAsItIs(int format) throws Exception {
    write(A, "1");
    OlderFormat.make(file, format);
    Map<String, String> before = contents();
    BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

    try (SqliteStore reader = SqliteStore.openReadOnly(file)) {
      assertThat(text(reader, A)).contains("1");
      assertThat(reader.list(List.of(KeyRange.all()), ScanOptions.ALL)).hasSize(1);
      assertThat(contents()).isEqualTo(before);

      // a process that writes brings it to the format of today; nothing is missed
      try (Subscription watch = reader.watch(KeyRange.all(), new Position.Now(), events::add);
          SqliteStore writer = SqliteStore.open(file)) {
        put(writer, A, "2");
        assertThat(text(reader, A)).contains("2");
        assertThat(events.poll(30, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Resync.class);
      }
      assertThat(text(reader, A)).contains("2");
    }
  }

  @Test
  void aReaderWithoutWritePermissionReadsAnUnusedStore() throws Exception {
    write(A, "1");
    protect(directory);

    assertThat(readWithoutRights(file)).isEqualTo("a=1");
    assertThat(names(directory)).isEqualTo("[store.db]");
  }

  @Test
  void aReaderWithoutWritePermissionReadsBesideAWriter() throws Exception {
    try (SqliteStore writer = SqliteStore.open(file)) {
      put(writer, A, "1");
      protect(directory);

      assertThat(readWithoutRights(file)).isEqualTo("a=1");
      put(writer, A, "2");
      assertThat(readWithoutRights(file)).isEqualTo("a=2");
    }
    Files.setPosixFilePermissions(directory, perms("rwx------"));
  }

  @Test
  void aReaderWithoutWritePermissionReadsTheLogOfAKilledProcessOrSaysWhatIsMissing()
      throws Exception {
    Path killed = killed("store.db", "-wal", "-shm");
    Path folder = killed.resolveSibling(".");
    protect(folder);
    assertThat(readWithoutRights(killed)).isEqualTo("a=2");

    Files.setPosixFilePermissions(folder, perms("rwx------"));
    Files.delete(FilesAtPath.beside(killed, "-shm"));
    protect(folder);
    String refused = readWithoutRights(killed);

    assertThat(refused)
        .startsWith(
            "STORE_URL_INVALID its write-ahead log has content, and the index of the log is")
        .contains("put store.db, store.db-wal and store.db-shm together into one directory");
    assertThat(names(folder)).isEqualTo("[store.db, store.db-wal]");
  }

  @Test
  void aLogThatMayNotBeReadIsRefused() throws Exception {
    Path killed = killed("store.db", "-wal", "-shm");
    for (String suffix : List.of("-wal", "-shm")) {
      Files.setPosixFilePermissions(FilesAtPath.beside(killed, suffix), perms("---------"));
      assertThat(readWithoutRights(killed)).startsWith("STORE_URL_INVALID SQLite cannot read");
      Files.setPosixFilePermissions(FilesAtPath.beside(killed, suffix), perms("rw-------"));
    }
  }

  @Test
  void aReadOnlyMountIsReadWithAndWithoutALog() throws Exception {
    write(A, "1");
    killed("store.db", "-wal", "-shm");
    for (Map.Entry<String, String> each :
        Map.of("store.db", "a=1", "killed/store.db", "a=2").entrySet()) {
      String script =
          "mount --bind '%s' '%s' && mount -o remount,ro,bind '%s' && exec \"$@\""
              .formatted(directory, directory, directory);
      List<String> wrapper = List.of("unshare", "-m", "sh", "-c", script, "sh");
      NotRun.unless(isPossible(wrapper), "a store on a read-only mount: nothing can be mounted");
      assertThat(read(directory.resolve(each.getKey()), wrapper)).isEqualTo(each.getValue());
    }
  }

  /** A copy of a store as a killed process leaves it, its last commit only in the log. */
  private Path killed(String name, String... suffixes) throws Exception {
    Path folder = Files.createDirectory(directory.resolve("killed"));
    Path original = directory.resolve("original.db");
    try (SqliteStore store = SqliteStore.open(original)) {
      put(store, A, "1");
      put(store, A, "2");
      Files.copy(original, folder.resolve(name));
      for (String suffix : suffixes) {
        Files.copy(
            FilesAtPath.beside(original, suffix), FilesAtPath.beside(folder.resolve(name), suffix));
      }
    }
    Files.delete(original);
    return folder.resolve(name);
  }

  private static Map<String, String> withoutIndex(Map<String, String> contents) {
    Map<String, String> without = new TreeMap<>(contents);
    without.remove("killed/store.db-shm");
    return without;
  }

  private static Set<PosixFilePermission> perms(String mode) {
    return PosixFilePermissions.fromString(mode);
  }

  /** Takes from everybody the right to write a directory and the files in it. */
  private static void protect(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Files.setPosixFilePermissions(each, perms("r--r--r--"));
      }
    }
    Files.setPosixFilePermissions(folder, perms("r-xr-xr-x"));
  }

  private String readWithoutRights(Path store) throws Exception {
    boolean root = System.getProperty("user.name").equals("root");
    List<String> wrapper =
        root
            ? List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
            : List.of("env");
    NotRun.unless(isPossible(wrapper), "root cannot give up its rights: " + wrapper);
    return read(store, wrapper);
  }

  private static boolean isPossible(List<String> wrapper) throws Exception {
    List<String> command = new ArrayList<>(wrapper);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private String read(Path store, List<String> wrapper) throws Exception {
    List<String> command = new ArrayList<>(wrapper);
    Path scratch = Files.createTempDirectory("ponkeeper-native-");
    try {
      command.addAll(StoreProcess.command(scratch, List.of(), "read", store.toString()));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader out = StoreProcess.output(process)) {
        String line = out.readLine();
        assertThat(process.waitFor()).isZero();
        return String.valueOf(line);
      }
    } finally {
      try (Stream<Path> left = Files.list(scratch)) {
        for (Path each : left.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(scratch);
    }
  }

  private void assertRefused(Path path, String reason) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> SqliteStore.openReadOnly(path))
        .satisfies(refused -> {
          assertThat(refused.code()).isEqualTo(ErrorCode.STORE_URL_INVALID);
          assertThat(refused.facts()).containsEntry("path", path.toString());
          assertThat(refused.facts().get("reason")).startsWith(reason);
        });
  }

  private void write(Key key, String value) {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, key, value);
    }
  }

  private static void put(KeyValueStore store, Key key, String value) {
    store.commit(Txn.put(key, Bytes.utf8(value)));
  }

  private static Optional<String> text(KeyValueStore store, Key key) {
    return store.get(key).map(found -> found.value().toUtf8());
  }

  /** What a store that may write reads under {@link #A} afterwards. */
  private String read() {
    try (SqliteStore store = SqliteStore.open(file)) {
      return text(store, A).orElseThrow();
    }
  }

  private static void sql(Path file, String sql) throws Exception {
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = raw.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList().toString();
    }
  }

  /** Every file under the directory with what is in it. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            directory.relativize(each).toString(),
            new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
