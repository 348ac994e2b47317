package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;
import org.ponkeeper.tck.FaultyProxy;
import org.ponkeeper.tck.HistoryContract;
import org.ponkeeper.tck.WatchedEvents;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** An etcd that is restored from a snapshot under an open store, and URLs that lead elsewhere. */
@NeedsEtcd
@Timeout(60)
@SuppressWarnings("try") // watches are closed, not used
class EtcdHistoryTest implements HistoryContract {

  private EtcdServer server;
  private FaultyProxy proxy;
  private KeyValueStore store;
  private final List<KeyValueStore> others = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    server = EtcdServer.start();
    proxy = FaultyProxy.to(server.port());
    store = patient("etcd://127.0.0.1:" + proxy.port());
  }

  @AfterEach
  void close() throws Exception {
    others.forEach(KeyValueStore::close);
    store.close();
    proxy.close();
    server.close();
  }

  private static KeyValueStore patient(String url) {
    return RetryingStore.of(EtcdStore.open(url), RetryPolicy.DEFAULTS);
  }

  @Override
  public KeyValueStore store() {
    return store;
  }

  @Override
  public KeyValueStore another() {
    others.add(patient("etcd://127.0.0.1:" + proxy.port()));
    return others.getLast();
  }

  /** Breaks the connection, and has a new one made that nothing relied on yet. */
  private void reconnect() {
    proxy.reset();
    store.health();
  }

  @Override
  public Backup backUp() throws Exception {
    Path snapshot = server.saveSnapshot();
    return others -> {
      server.stop();
      server.restoreSnapshot(snapshot);
      // The operator works on it before the store's way leads there.
      proxy.redirect(EtcdServer.freePort());
      server.startAgain();
      try (KeyValueStore restored = patient(server.url())) {
        others.write(restored);
      }
      proxy.redirect(server.port());
    };
  }

  @Test
  void aConnectionThatIsMadeAgainToTheSameHistoryChangesNothing() throws Exception {
    put("a", "1");
    KeyValue read = store.get(new Key("a")).orElseThrow();
    History before = store.history();
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store.watch(KeyRange.all(), Position.now(), events)) {
      for (int i = 0; i < 3; i++) {
        reconnect();
        assertThat(store.commit(new Txn(List.of(Condition.unchanged(read)), List.of())))
            .isInstanceOf(TxnResult.Committed.class);
      }
      server.kill();
      server.startAgain();
      Version last = put("b", "1");

      assertThat(store.history()).isSameAs(before);
      assertThat(events.next()).isEqualTo(new WatchEvent.Written(new Key("b"), last));
    }
  }

  @Test
  void whatOthersWroteAndCompactedMeanwhileChangesNothing() throws Exception {
    put("a", "1");
    History before = store.history();
    Version last;
    try (KeyValueStore others = patient(server.url())) {
      others.put(new Key("x"), Bytes.utf8("1"));
      last = others.put(new Key("x"), Bytes.utf8("2"));
    }
    EtcdAdmin.compact(server, last);
    proxy.reset();

    assertThat(value("a")).contains("1");
    assertThat(store.history()).isSameAs(before);
  }

  @Test
  void ifTheLatestSeenRevisionIsCompactedNothingIsTrusted() throws Exception {
    put("b", "1");
    Version b = version("b");
    put("a", "1");
    Version last;
    try (KeyValueStore others = patient(server.url())) {
      others.put(new Key("a"), Bytes.utf8("2"));
      last = others.put(new Key("a"), Bytes.utf8("3"));
    }
    EtcdAdmin.compact(server, last);
    reconnect();

    assertThat(
            store.commit(
                new Txn(
                    List.of(new Condition.AtVersion(new Key("b"), b)), List.of(putting("c", "1")))))
        .isEqualTo(new TxnResult.Conflict(Set.of(new Key("b"))));
    assertThat(store.history()).isNotSameAs(b.history());
  }

  @Test
  void aUrlThatLeadsToAnotherClusterBeginsANewHistory() throws Exception {
    try (EtcdServer other = EtcdServer.start();
        KeyValueStore others = patient(other.url())) {
      // given two clusters in which the same keys are written in the same order
      Version ours = put("pool", "1");
      others.put(new Key("pool"), Bytes.utf8("1"));
      others.put(new Key("owner"), Bytes.utf8("theirs"));
      KeyValue read = store.get(new Key("pool")).orElseThrow();
      WatchedEvents events = new WatchedEvents();
      try (Subscription watch = store.watch(KeyRange.all(), Position.after(ours), events)) {
        proxy.redirect(other.port());
        reconnect();

        assertThat(
                store.commit(
                    new Txn(List.of(Condition.unchanged(read)), List.of(putting("owner", "ours")))))
            .isEqualTo(new TxnResult.Conflict(Set.of(new Key("pool"))));
        assertThat(events.next()).isEqualTo(new WatchEvent.Resync());
        assertThat(value("owner")).contains("theirs");
      }
    }
  }

  @Test
  void aSnapshotDoesNotGoOnInAnotherHistory() throws Exception {
    put("a", "1");
    put("b", "1");
    Backup backup = backUp();
    put("b", "2");
    try (Snapshot snapshot = store.snapshot()) {
      snapshot.get(new Key("a"));
      snapshot.get(new Key("b"));
      backup.restore(restored -> {
        for (int i = 0; i < 5; i++) {
          restored.put(new Key("b"), Bytes.utf8("theirs"));
        }
      });

      assertThatExceptionOfType(SnapshotLostException.class)
          .isThrownBy(() -> snapshot.get(new Key("b")));
      try (Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
        assertThatExceptionOfType(SnapshotLostException.class).isThrownBy(scan::hasNext);
      }
    }
  }

  @Test
  void aKeyThatIsEqualInBothHistoriesDoesNotHideAFork() throws Exception {
    // given a reader that saw a whole transaction of others, without any of its own
    put("pool", "0");
    Backup backup = backUp();
    try (KeyValueStore others = patient(server.url())) {
      others.commit(new Txn(List.of(), List.of(putting("pool", "1"), putting("owner", "a"))));
    }
    List<KeyValue> read = store.list(List.of(KeyRange.all()), ScanOptions.ALL);
    KeyValue pool = read.getLast();
    assertThat(pool.key()).isEqualTo(new Key("pool"));

    // when the pool is written once more at the same revision, for another owner
    backup.restore(restored ->
        restored.commit(new Txn(List.of(), List.of(putting("pool", "1"), putting("owner", "b")))));

    assertThat(store.commit(new Txn(List.of(Condition.unchanged(pool)), List.of())))
        .isEqualTo(new TxnResult.Conflict(Set.of(new Key("pool"))));
  }

  @Test
  void aWatchThatSawOfTheForkFirstLetsNothingBeReliedOn() throws Exception {
    put("pool", "0");
    Backup backup = backUp();
    put("pool", "1");
    KeyValue pool = store.get(new Key("pool")).orElseThrow();
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store.watch(KeyRange.all(), Position.now(), events)) {
      backup.restore(restored -> restored.put(new Key("pool"), Bytes.utf8("2")));
      assertThat(events.next()).isEqualTo(new WatchEvent.Resync());

      // nothing was asked yet, and it is known already
      assertThat(store.history()).isNotSameAs(pool.version().history());
    }
  }
}
