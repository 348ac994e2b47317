package org.ponkeeper.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;
import org.ponkeeper.tck.WatchedEvents;

/** Watching a file that others write. */
@Timeout(60)
@SuppressWarnings("try") // a watch is there to be closed
class SqliteWatchTest {

  private static final WatchEvent LIST_AGAIN = new WatchEvent.Resync();
  private static final SqliteOptions OFTEN =
      SqliteOptions.DEFAULTS.pollInterval(Duration.ofMillis(5));

  /** Of a store that never looks at the file by itself during a test. */
  private static final SqliteOptions NEVER =
      SqliteOptions.DEFAULTS.pollInterval(Duration.ofMinutes(5));

  @TempDir private Path directory;

  private final WatchedEvents events = new WatchedEvents();

  @Test
  void changesByAnotherStoreAreSeen() throws Exception {
    try (SqliteStore store = open(OFTEN);
        SqliteStore other = open(NEVER);
        Subscription watch = store.watch(KeyRange.all(), Position.now(), events)) {
      Version version = put(other, "a");
      assertThat(events.next()).isEqualTo(written("a", store, version));
    }
  }

  @Test
  void changesByAnotherProcessAreSeen() throws Exception {
    try (SqliteStore store = open(OFTEN);
        Subscription watch = store.watch(KeyRange.prefix("counter"), Position.now(), events)) {
      Process process =
          StoreProcess.start(directory, List.of(), "count", file().toString(), "1", "3");
      assertThat(process.waitFor()).isZero();

      for (int i = 0; i < 3; i++) {
        assertThat(events.next()).isInstanceOf(WatchEvent.Written.class);
      }
      assertThat(events.isEmpty()).isTrue();
    }
  }

  @Test
  void changesByTheStoreItselfNeedNoPoll() throws Exception {
    try (SqliteStore store = open(NEVER);
        Subscription watch = store.watch(KeyRange.all(), Position.now(), events)) {
      put(store, "a");
      put(store, "b");
      assertThat(events.upTo("b")).hasSize(2);
    }
  }

  @Test
  void aWatchThatFallsBehindTheLogAsksForAResync() throws Exception {
    CountDownLatch behind = new CountDownLatch(1);
    try (SqliteStore store = open(NEVER);
        SqliteStore other = open(NEVER);
        Subscription watch =
            store.watch(
                KeyRange.all(),
                Position.now(),
                event -> {
                  events.accept(event);
                  awaitOrInterrupt(behind);
                })) {
      // given a watch that is held up by who listens
      Version before = put(store, "before");
      assertThat(events.upTo("before")).hasSize(1);

      // when the log is cut past what it read
      writeMany(other, SqliteChanges.KEPT + SqliteChanges.CUT_EVERY);
      behind.countDown();
      Version after = put(store, "after");

      assertThat(events.next()).isEqualTo(LIST_AGAIN);
      WatchedEvents late = new WatchedEvents();
      try (Subscription second = store.watch(KeyRange.all(), Position.after(before), late)) {
        assertThat(late.next()).isEqualTo(LIST_AGAIN);
      }
      // and what comes then is told
      put(store, "z");
      assertThat(events.upTo("z")).hasSizeLessThanOrEqualTo(2);
      assertThat(after).isNotEqualTo(before);
    }
  }

  @Test
  void aWatchThatFallsBehindALittleMissesNothing() throws Exception {
    int many = 3 * SqliteChanges.BATCH + 7;
    try (SqliteStore store = open(NEVER);
        SqliteStore other = open(NEVER);
        Subscription watch = store.watch(KeyRange.prefix("k/"), Position.now(), events)) {
      writeMany(other, many);
      put(store, "k/z");

      assertThat(events.upTo("k/z")).hasSize(many + 1).doesNotContain(LIST_AGAIN);
    }
  }

  @Test
  void onlyTheWatchThatFallsBehindTheLogAsksForAResync() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    WatchedEvents slow = new WatchedEvents();
    try (SqliteStore store = open(NEVER);
        Subscription quick = store.watch(KeyRange.all(), Position.now(), events);
        Subscription held =
            store.watch(
                KeyRange.all(),
                Position.now(),
                event -> {
                  slow.accept(event);
                  awaitOrInterrupt(busy);
                })) {
      // given one who listens and is busy, while another takes what comes
      put(store, "before");
      assertThat(events.upTo("before")).hasSize(1);
      assertThat(slow.upTo("before")).hasSize(1);

      // when more comes than the log keeps, read as it comes
      int written = 0;
      while (written <= SqliteChanges.KEPT) {
        writeMany(store, SqliteChanges.BATCH);
        String last = "last/" + written;
        put(store, last);
        assertThat(events.upTo(last)).hasSize(SqliteChanges.BATCH + 1).doesNotContain(LIST_AGAIN);
        written += SqliteChanges.BATCH;
      }
      busy.countDown();

      assertThat(slow.next()).isEqualTo(LIST_AGAIN);
      put(store, "z");
      assertThat(slow.upTo("z").size()).isLessThan(SqliteChanges.KEPT);
      assertThat(events.upTo("z")).hasSize(1);
    }
  }

  @Test
  void aConsumerThatLeavesItsThreadInterruptedGetsWhatFollows() throws Exception {
    try (SqliteStore store = open(NEVER);
        Subscription watch =
            store.watch(
                KeyRange.all(),
                Position.now(),
                event -> {
                  events.accept(event);
                  Thread.currentThread().interrupt();
                })) {
      put(store, "a");
      assertThat(events.upTo("a")).hasSize(1);
      put(store, "b");
      assertThat(events.upTo("b")).hasSize(1);
    }
  }

  @Test
  void manyWatchesFromDifferentInstantsShareAConnection() throws Exception {
    try (SqliteStore store = open(OFTEN);
        SqliteStore other = open(NEVER)) {
      List<WatchedEvents> heard = new ArrayList<>();
      List<Subscription> watches = new ArrayList<>();
      Version from = put(other, "k/0");
      for (int i = 1; i <= 100; i++) {
        WatchedEvents of = new WatchedEvents();
        heard.add(of);
        Version seen = new Version(store.history(), from.token());
        watches.add(store.watch(KeyRange.prefix("k/"), Position.after(seen), of));
        from = put(other, "k/" + i);
      }
      put(other, "k/z");

      for (int i = 0; i < heard.size(); i++) {
        assertThat(heard.get(i).upTo("k/z")).hasSize(heard.size() - i + 1);
      }
      // One of the watches, one of this thread.
      assertThat(store.openReaders()).isLessThanOrEqualTo(2);
      watches.forEach(Subscription::close);
      put(other, "k/late");
      put(store, "k/later");
      assertThat(heard).allMatch(WatchedEvents::isEmpty);
    }
  }

  @Test
  void theLogStaysShort() throws Exception {
    try (SqliteStore store = open(NEVER)) {
      writeMany(store, 2 * SqliteChanges.KEPT);
      writeMany(store, 2 * SqliteChanges.KEPT);
    }
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = raw.createStatement()) {
      assertThat(statement.executeQuery("SELECT count(*) FROM change").getInt(1))
          .isBetween(SqliteChanges.KEPT, SqliteChanges.KEPT + SqliteChanges.CUT_EVERY);
    }
  }

  @Test
  void aFileOfTheFormatWithoutALogGetsOneAndKeepsItsKeys() throws Exception {
    // given a file as it was before there was a log
    Version old;
    try (SqliteStore store = open(NEVER)) {
      old = put(store, "a");
      put(store, "b");
    }
    OlderFormat.make(file(), SqliteFile.FORMAT_WITHOUT_CHANGES);

    // when it is opened
    try (SqliteStore store = open(NEVER)) {
      assertThat(store.get(new Key("a"))).isPresent();
      Version next = put(store, "c");

      // then nobody takes the missing past for no change
      for (Version from :
          List.of(
              old, new Version(store.history(), old.token()), new Version(store.history(), 1))) {
        WatchedEvents late = new WatchedEvents();
        try (Subscription watch = store.watch(KeyRange.all(), Position.after(from), late)) {
          assertThat(late.next()).isEqualTo(LIST_AGAIN);
        }
      }
      try (Subscription watch = store.watch(KeyRange.all(), Position.after(next), events)) {
        put(store, "z");
        assertThat(events.upTo("z")).hasSize(1);
      }
    }
  }

  @Test
  void aWatchWhoseFileIsGoneSaysSoUntilItIsBack() throws Exception {
    BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    try (SqliteStore store = open(OFTEN);
        Subscription watch = store.watch(KeyRange.all(), Position.now(), events)) {
      put(store, "a");
      watch.onConnectionChange(
          new Subscription.ConnectionListener() {
            @Override
            public void interrupted(ErrorCode code) {
              reports.add(code.name());
            }

            @Override
            public void resumed() {
              reports.add("resumed");
            }
          });

      Path elsewhere = directory.resolve("elsewhere.db");
      Files.move(file(), elsewhere);
      assertThat(reports.take()).isEqualTo("STORE_REPLACED");
      assertThat(reports.take()).as("the next poll").isEqualTo("STORE_REPLACED");

      Files.move(elsewhere, file());
      while (!reports.take().equals("resumed")) {
        // polls before the file was back
      }
      put(store, "z");
      assertThat(events.upTo("z")).isNotEmpty();
      assertThat(reports).isEmpty();
    }
  }

  /** An event of a store about a change that another store made. */
  private static WatchEvent written(String key, SqliteStore store, Version theirs) {
    return new WatchEvent.Written(new Key(key), new Version(store.history(), theirs.token()));
  }

  private static void awaitOrInterrupt(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void writeMany(SqliteStore store, int count) {
    for (int begin = 0; begin < count; begin += Txn.MAX_MUTATIONS) {
      List<Mutation> puts = new ArrayList<>();
      for (int i = begin; i < Math.min(begin + Txn.MAX_MUTATIONS, count); i++) {
        puts.add(new Mutation.Put(new Key("k/" + i), Bytes.utf8("v")));
      }
      store.commit(new Txn(List.of(), puts));
    }
  }

  private static Version put(SqliteStore store, String key) {
    return ((TxnResult.Committed) store.commit(Txn.put(new Key(key), Bytes.utf8("1")))).version();
  }

  private Path file() {
    return directory.resolve("store.db");
  }

  private SqliteStore open(SqliteOptions options) {
    return SqliteStore.open(file(), options);
  }
}
