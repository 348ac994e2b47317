package org.ponkeeper.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;

/** What the contract does not say: the file, waiting, trouble with the disk, connections. */
@Timeout(60)
class SqliteStoreTest {

  private static final Key A = new Key("a");
  private static final Txn PUT = Txn.put(A, Bytes.utf8("1"));

  /** Short, for calls that are meant to run into it. */
  private static final SqliteOptions HASTY = new SqliteOptions(Duration.ofMillis(50));

  @TempDir private Path directory;

  @Test
  void whatWasCommittedIsThereWhenTheFileIsOpenedAgain() {
    Version version;
    try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
      version = ((TxnResult.Committed) store.commit(PUT)).version();
    }
    try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
      assertThat(store.get(A))
          .hasValueSatisfying(found -> {
            assertThat(found.value()).isEqualTo(Bytes.utf8("1"));
            assertThat(found.version().token()).isEqualTo(version.token());
          });
    }
  }

  @Test
  void versionsNeverComeAgainEvenWhenTheStoreWasEmptiedAndOpenedAgain() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
        assertThat(seen.add(((TxnResult.Committed) store.commit(PUT)).version().token())).isTrue();
        store.commit(Txn.delete(A));
      }
    }
  }

  @Test
  void twoStoresOnOneFileSeeEachOthersCommits() {
    try (SqliteStore first = open(SqliteOptions.DEFAULTS);
        SqliteStore second = open(SqliteOptions.DEFAULTS)) {
      Version theirs = ((TxnResult.Committed) first.commit(PUT)).version();
      Version version = second.get(A).orElseThrow().version();
      assertThat(version.token()).isEqualTo(theirs.token());
      second.commit(
          new Txn(List.of(new Condition.AtVersion(A, version)), List.of(new Mutation.Delete(A))));
      assertThat(first.get(A)).isEmpty();
    }
  }

  @Test
  void aSecondStoreInThisProcessDoesNotTakeTheLocksOfTheFirst() throws Exception {
    try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
      // given a store, beside which another one of this process came and went
      store.commit(PUT);
      open(SqliteOptions.DEFAULTS).close();

      // then another process still finds the file in use
      assertThat(probe()).isEqualTo("in use");
    }
    assertThat(probe()).isEqualTo("free");
  }

  private String probe() throws Exception {
    Process process = StoreProcess.start(directory, List.of(), "probe", file().toString());
    String answer = StoreProcess.output(process).readLine();
    assertThat(process.waitFor()).isZero();
    return answer;
  }

  @Test
  void aWriterThatWaitsTooLongFailsAndNothingHappened() throws Exception {
    try (SqliteStore store = open(HASTY);
        Connection other = raw()) {
      sql(other, "BEGIN IMMEDIATE");

      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.commit(PUT));

      // readers do not wait, and neither do conditions alone
      assertThat(store.get(A)).isEmpty();
      assertThat(store.commit(new Txn(List.of(new Condition.Absent(A)), List.of())))
          .isInstanceOf(TxnResult.Committed.class);
      sql(other, "ROLLBACK");
      store.commit(PUT);
      assertThat(store.get(A)).isPresent();
    }
  }

  @Test
  void aWriterWithLessTimeThanTheStoreWaitsNoLongerForOthers() throws Exception {
    Duration patient = Duration.ofMinutes(1);
    Duration hasty = Duration.ofMillis(100);
    try (SqliteStore store = open(new SqliteOptions(patient));
        Connection other = raw();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      sql(other, "BEGIN IMMEDIATE");
      long start = System.nanoTime();

      // neither for another process ...
      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.within(hasty).commit(PUT));
      // ... nor for another thread
      Future<TxnResult> waiting = executor.submit(() -> store.commit(PUT));
      while (!store.isBeingWritten()) {
        Thread.onSpinWait();
      }
      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.within(hasty).commit(PUT));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(patient.dividedBy(4));
      assertThat(waiting.isDone()).isFalse();
      assertThat(store.get(A)).isEmpty();
      sql(other, "ROLLBACK");
      assertThat(waiting.get()).isInstanceOf(TxnResult.Committed.class);
    }
  }

  @Test
  void aWriterWaitsForTheOneBeforeIt() throws Exception {
    try (SqliteStore store = open(SqliteOptions.DEFAULTS);
        Connection other = raw();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      sql(other, "BEGIN IMMEDIATE");
      Future<TxnResult> waiting = executor.submit(() -> store.commit(PUT));
      sql(other, "COMMIT");

      assertThat(waiting.get()).isInstanceOf(TxnResult.Committed.class);
    }
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() throws Exception {
    try (SqliteStore store = open(SqliteOptions.DEFAULTS);
        Connection other = raw()) {
      sql(other, "BEGIN IMMEDIATE");
      Thread.currentThread().interrupt();
      try {
        assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.commit(PUT));
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      } finally {
        Thread.interrupted();
      }
      sql(other, "ROLLBACK");
      store.commit(PUT);
    }
  }

  @Test
  void aFullStoreSaysSoAndKeepsWhatItHas() throws Exception {
    try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
      store.commit(PUT);
      store.executeOnWriter("PRAGMA max_page_count=10");

      assertFailsWith(
          ErrorCode.STORE_FULL, () -> store.commit(Txn.put(A, Bytes.wrap(new byte[100_000]))));

      assertThat(store.get(A).orElseThrow().value()).isEqualTo(Bytes.utf8("1"));
      store.commit(Txn.put(A, Bytes.utf8("2")));
      assertThat(store.get(A).orElseThrow().value()).isEqualTo(Bytes.utf8("2"));
    }
  }

  @Test
  void aStoreThatMayNoLongerBeWrittenDeniesIt() throws Exception {
    try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
      store.executeOnWriter("PRAGMA query_only=ON");

      assertFailsWith(ErrorCode.STORE_DENIED, () -> store.commit(PUT));
      assertThat(store.get(A)).isEmpty();
    }
  }

  @Test
  void snapshotsAndScansThatAreLeftHalfReadLeaveNoConnectionBehind() {
    try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
      store.commit(PUT);
      for (int i = 0; i < 3 * ReaderPool.MAX_OPEN; i++) {
        Snapshot snapshot = store.snapshot();
        Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL);
        scan.next();
        snapshot.close();
        snapshot.close();
        scan.close();
      }
      assertThat(store.openReaders()).isOne();
    }
  }

  @Test
  void manySnapshotsMayBeOpenAtOnceAndFewConnectionsAreKept() {
    try (SqliteStore store = open(HASTY)) {
      // given as many as may be
      List<Snapshot> snapshots = new ArrayList<>();
      for (int i = 0; i < ReaderPool.MAX_OPEN; i++) {
        snapshots.add(store.snapshot());
      }

      // then one more has to wait, longer than it may
      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, store::snapshot);
      assertFailsWith(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
      store.commit(PUT);
      snapshots.forEach(Snapshot::close);
      assertThat(store.openReaders()).isEqualTo(ReaderPool.MAX_IDLE);
      assertThat(store.get(A)).isPresent();
    }
  }

  @Test
  void aStoreClosedWhileOthersUseItEndsTheirCallsWithAnError() throws Exception {
    for (int round = 0; round < 20; round++) {
      SqliteStore store = open(SqliteOptions.DEFAULTS);
      CountDownLatch busy = new CountDownLatch(4);
      try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
        List<Future<RuntimeException>> ends = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          boolean writes = t % 2 == 0;
          ends.add(executor.submit(() -> useUntilItFails(store, writes, busy)));
        }
        busy.await();
        store.close();
        for (Future<RuntimeException> end : ends) {
          assertThat(end.get())
              .isInstanceOfAny(IllegalStateException.class, StoreFailedException.class);
        }
      }
      assertThat(store.openReaders()).isZero();
    }
    try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
      assertThat(store.get(A)).isPresent();
    }
  }

  private static RuntimeException useUntilItFails(
      SqliteStore store, boolean writes, CountDownLatch busy) {
    try {
      for (int i = 0; ; i++) {
        if (writes) {
          store.commit(PUT);
        } else {
          store.list(List.of(KeyRange.all()), ScanOptions.ALL);
        }
        if (i == 3) {
          busy.countDown();
        }
      }
    } catch (RuntimeException e) {
      return e;
    }
  }

  @Test
  void theProbeNamesTheEngineAndWritesNothing() {
    try (SqliteStore store = open(SqliteOptions.DEFAULTS)) {
      Txn nothing = new Txn(List.of(), List.of());
      TxnResult before = store.commit(nothing);

      assertThat(store.health().engine()).startsWith("SQLite 3.");
      assertThat(store.commit(nothing)).isEqualTo(before);
    }
  }

  private Path file() {
    return directory.resolve("store.db");
  }

  private SqliteStore open(SqliteOptions options) {
    return SqliteStore.open(file(), options);
  }

  private Connection raw() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private static void sql(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertFailsWith(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(call::run)
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
