package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ponkeeper.store.Bookmark;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;

/**
 * The behaviour of a store when its history forks while it is open: it is restored from a backup,
 * and other programs may have changed it after that.
 */
@SuppressWarnings("try") // watches are closed, not used
public interface HistoryContract extends StoreUnderTest {

  /** Creates a backup of the store's present content. */
  Backup backUp() throws Exception;

  /** A backup of the store under test. */
  interface Backup {
    /**
     * Restores the backup while the store is open, like an operator; when it returns, the server
     * has the restored content.
     *
     * @param others writes to the restored store before any other program can
     */
    void restore(Others others) throws Exception;
  }

  /** Changes by other programs, not through the store under test. */
  interface Others {
    void write(KeyValueStore restored);
  }

  @Test
  default void whatIsReadAfterAForkIsWhatTheStoreHoldsNow() throws Exception {
    put("a", "before");
    Backup backup = backUp();
    put("a", "lost");

    backup.restore(restored -> {});

    assertThat(value("a")).contains("before");
  }

  @Test
  default void aForkBeginsANewHistory() throws Exception {
    put("a", "1");
    History before = store().history();
    Backup backup = backUp();
    put("a", "2");

    backup.restore(restored -> {});

    value("a");
    assertThat(store().history()).isNotSameAs(before);
    try (Snapshot snapshot = store().snapshot()) {
      assertThat(snapshot.get(new Key("a")).orElseThrow().version().history())
          .isSameAs(store().history());
      assertThat(snapshot.history()).isSameAs(store().history());
    }
  }

  @Test
  default void theSameNumberInAForkedHistoryIsNotTheSameVersion() throws Exception {
    // given a key that both histories write at the same version, with the same value
    put("pool", "0");
    Backup backup = backUp();
    committed(
        store()
            .commit(new Txn(List.of(), List.of(putting("pool", "1"), putting("owner", "ours")))));
    KeyValue ours = store().get(new Key("pool")).orElseThrow();
    backup.restore(restored ->
        restored.commit(
            new Txn(List.of(), List.of(putting("pool", "1"), putting("owner", "theirs")))));

    // when a transaction depends on a read from before the fork
    TxnResult result =
        store().commit(new Txn(List.of(Condition.unchanged(ours)), List.of(putting("b", "1"))));

    // then nothing is written
    assertThat(result).isEqualTo(new TxnResult.Conflict(java.util.Set.of(new Key("pool"))));
    assertThat(value("b")).isEmpty();
    assertThat(value("owner")).contains("theirs");
  }

  @Test
  default void aForkThatLiesAheadIsFoundToo() throws Exception {
    put("pool", "0");
    Backup backup = backUp();
    Version ours = put("pool", "1");
    backup.restore(restored -> {
      restored.put(new Key("pool"), Bytes.utf8("2"));
      for (int i = 0; i < 20; i++) {
        restored.put(new Key("other/" + i), Bytes.utf8("x"));
      }
    });

    TxnResult result =
        store()
            .commit(
                new Txn(
                    List.of(new Condition.AtVersion(new Key("pool"), ours)),
                    List.of(putting("b", "1"))));

    assertThat(result).isInstanceOf(TxnResult.Conflict.class);
    assertThat(value("b")).isEmpty();
  }

  @Test
  default void afterAForkTheStoreGoesOn() throws Exception {
    put("a", "1");
    Backup backup = backUp();
    put("a", "2");
    backup.restore(restored -> {});

    KeyValue found = store().get(new Key("a")).orElseThrow();
    Version next =
        committed(
            store()
                .commit(new Txn(List.of(Condition.unchanged(found)), List.of(putting("a", "3")))));

    assertThat(value("a")).contains("3");
    assertThat(version("a")).isEqualTo(next);
  }

  @Test
  default void everyWatchSaysToListAgainWhereTheForkLiesBehind() throws Exception {
    watchAcrossAFork(restored -> {});
  }

  @Test
  default void everyWatchSaysToListAgainWhereTheForkLiesAhead() throws Exception {
    watchAcrossAFork(restored -> {
      for (int i = 0; i < 50; i++) {
        restored.put(new Key("a/" + i), Bytes.utf8("x"));
      }
    });
  }

  private void watchAcrossAFork(Others others) throws Exception {
    put("a/1", "1");
    Backup backup = backUp();
    Version last = put("a/2", "1");
    WatchedEvents all = new WatchedEvents();
    WatchedEvents some = new WatchedEvents();
    try (Subscription one = store().watch(KeyRange.all(), Position.after(last), all);
        Subscription two = store().watch(KeyRange.prefix("a/"), Position.now(), some)) {
      Version seen = put("a/3", "1");
      assertThat(all.next()).isEqualTo(new WatchEvent.Written(new Key("a/3"), seen));
      assertThat(some.next()).isEqualTo(new WatchEvent.Written(new Key("a/3"), seen));

      backup.restore(others);

      assertThat(all.next()).isEqualTo(new WatchEvent.Resync());
      assertThat(some.next()).isEqualTo(new WatchEvent.Resync());
      Version next = put("a/4", "1");
      assertThat(all.next()).isEqualTo(new WatchEvent.Written(new Key("a/4"), next));
      assertThat(some.next()).isEqualTo(new WatchEvent.Written(new Key("a/4"), next));
      assertThat(next.history()).isNotSameAs(last.history());
    }
  }

  @Test
  default void aWatchAfterAVersionOfAnotherHistorySaysToListAgain() throws Exception {
    put("a", "1");
    Backup backup = backUp();
    Version lost = put("a", "2");
    backup.restore(restored -> restored.put(new Key("a"), Bytes.utf8("3")));
    value("a");

    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.all(), Position.after(lost), events)) {
      assertThat(events.next()).isEqualTo(new WatchEvent.Resync());
    }
  }

  @Test
  default void aBookmarkOfALostCommitIsFollowedByAResync() throws Exception {
    put("a", "1");
    Backup backup = backUp();
    RecordedEvents<CommitEvent> before = new RecordedEvents<>();
    Bookmark lost;
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.now(), before)) {
      put("a", "2");
      lost = ((CommitEvent.Committed) before.next()).bookmark();
    }
    // The others write the same key at the same version.
    backup.restore(restored -> {
      restored.put(new Key("a"), Bytes.utf8("3"));
      restored.put(new Key("b"), Bytes.utf8("3"));
    });

    RecordedEvents<CommitEvent> events = new RecordedEvents<>();
    try (Subscription watch =
        another().watchCommits(KeyRange.all(), Position.after(lost), events)) {
      assertThat(events.next()).isEqualTo(new CommitEvent.Resync());
      put("c", "1");
      assertThat(((CommitEvent.Committed) events.next()).changes())
          .extracting(CommitEvent.KeyChange::key)
          .containsExactly(new Key("c"));
    }
  }

  @Test
  default void aBookmarkOfBeforeTheBackupIsStillGood() throws Exception {
    RecordedEvents<CommitEvent> before = new RecordedEvents<>();
    Bookmark kept;
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.now(), before)) {
      put("a", "1");
      kept = ((CommitEvent.Committed) before.next()).bookmark();
    }
    put("b", "1");
    Backup backup = backUp();
    put("c", "lost");
    backup.restore(restored -> {});

    RecordedEvents<CommitEvent> events = new RecordedEvents<>();
    try (Subscription watch =
        another().watchCommits(KeyRange.all(), Position.after(kept), events)) {
      CommitEvent first = events.next();
      // A store that does not have the changes before the restore any more says so.
      if (first instanceof CommitEvent.Committed committed) {
        assertThat(committed.changes())
            .extracting(CommitEvent.KeyChange::key)
            .containsExactly(new Key("b"));
      } else {
        assertThat(first).isEqualTo(new CommitEvent.Resync());
      }
    }
  }
}
