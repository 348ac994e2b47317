package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;
import org.ponkeeper.tck.WatchedEvents;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** A watch in the troubles of an etcd. */
@NeedsEtcd
@Timeout(60)
@SuppressWarnings("try") // a watch is there to be closed
class EtcdWatchTest {

  private static final WatchEvent LIST_AGAIN = new WatchEvent.Resync();
  private static final EtcdUser ROOT = new EtcdUser("root", "r00t");
  private static final EtcdUser JOE = new EtcdUser("joe", "x");

  private final WatchedEvents events = new WatchedEvents();

  @Test
  void aWatchGoesOnAfterARestartAndMissesNothing() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()));
        Subscription watch = store.watch(KeyRange.all(), Position.now(), events)) {
      RetryingStore patient = RetryingStore.of(store, RetryPolicy.DEFAULTS);
      List<WatchEvent> expected = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++) {
          expected.add(put(patient, "k/" + round + "/" + i));
        }
        server.kill();
        server.startAgain();
      }
      expected.add(put(patient, "z"));

      assertThat(events.upTo("z")).isEqualTo(expected);
    }
  }

  @Test
  void aWatchThatWasCutOffLongerThanEtcdKeepsHistoryListsAgain() throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      Version before;
      try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
        before = Failures.committed(store.commit(Txn.put(new Key("a"), Bytes.utf8("1"))));
        put(store, "b");
        EtcdAdmin.compact(
            server, Failures.committed(store.commit(Txn.put(new Key("c"), Bytes.utf8("1")))));
        WatchEvent last;
        try (Subscription watch = store.watch(KeyRange.all(), Position.after(before), events)) {
          assertThat(events.next()).isEqualTo(LIST_AGAIN);
          last = put(store, "d");
          assertThat(events.next()).isEqualTo(last);
        }
      }
    }
  }

  @Test
  void aStoreThatWasReplacedByAnOlderOneIsListedAgain() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
      RetryingStore patient = RetryingStore.of(store, RetryPolicy.DEFAULTS);
      for (int i = 0; i < 10; i++) {
        put(patient, "a");
      }
      try (Subscription watch = store.watch(KeyRange.all(), Position.now(), events)) {
        WatchEvent known = put(patient, "b");
        assertThat(events.next()).isEqualTo(known);

        // when etcd comes back with less than the watch has seen
        server.kill();
        server.wipe();
        server.startAgain();

        // then it is not waited for until it has reached that again
        assertThat(events.next()).isEqualTo(LIST_AGAIN);
        assertThat(put(patient, "c")).isEqualTo(events.next());
      }
    }
  }

  @Test
  void aMemberThatDiesIsLeftForAnother() throws Exception {
    try (EtcdCluster cluster = EtcdCluster.start(3);
        EtcdStore watching = EtcdStore.open(cluster.options());
        EtcdStore store = EtcdStore.open(cluster.options())) {
      RetryingStore patient = RetryingStore.of(store, RetryPolicy.DEFAULTS);
      try (Subscription watch = watching.watch(KeyRange.all(), Position.now(), events)) {
        // one of them is the member that the watch follows; a majority is always there
        for (EtcdServer member : cluster.members()) {
          member.kill();
          patient.get(new Key("a")); // there is a leader again
          WatchEvent told = put(patient, "a");
          assertSameRevision(events.next(), told);
          member.startAgain();
        }
      }
    }
  }

  @Test
  void aResponseThatIsCutIntoPiecesIsWholeAgain() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
      // given a history of 8 MB in commits of several keys, which etcd sends in pieces of 1.5 MB
      Version before = Failures.committed(store.commit(Txn.put(new Key("a"), Bytes.utf8("1"))));
      int commits = 10;
      int keys = 8;
      for (int c = 0; c < commits; c++) {
        List<Mutation> puts = new ArrayList<>();
        for (int k = 0; k < keys; k++) {
          puts.add(new Mutation.Put(new Key("k/" + c + "/" + k), Bytes.wrap(new byte[100_000])));
        }
        store.commit(new Txn(List.of(), puts));
      }
      put(store, "z");

      try (Subscription watch = store.watch(KeyRange.all(), Position.after(before), events)) {
        assertThat(events.upTo("z")).hasSize(commits * keys + 1).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aWatchThatCannotBeMadeSaysWhy() throws Exception {
    EtcdOptions dead =
        EtcdUrl.parse("etcd://127.0.0.1:" + EtcdServer.freePort()).deadline(Duration.ofMillis(500));
    try (EtcdStore store = EtcdStore.open(dead)) {
      Failures.assertFails(
          ErrorCode.STORE_UNAVAILABLE, () -> store.watch(KeyRange.all(), Position.now(), events));
    }
    try (EtcdServer server = EtcdServer.start()) {
      EtcdAdmin.enableUsers(server, ROOT, JOE, "half/");
      try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()).user(JOE));
          EtcdStore wrong =
              EtcdStore.open(EtcdUrl.parse(server.url()).user(new EtcdUser("joe", "no")));
          EtcdStore nobody = EtcdStore.open(EtcdUrl.parse(server.url()))) {
        for (EtcdStore denied : List.of(store, wrong, nobody)) {
          Failures.assertFails(
              ErrorCode.STORE_DENIED,
              () -> denied.watch(KeyRange.prefix("other/"), Position.now(), events));
        }
      }
    }
    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void aWatchThatGoesOnLogsInAgainWhenItsTokenBecameWorthless() throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      EtcdAdmin.enableUsers(server, ROOT, JOE, "half/");
      try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()).user(JOE));
          EtcdStore other = EtcdStore.open(EtcdUrl.parse(server.url()).user(JOE));
          Subscription watch = store.watch(KeyRange.prefix("half/"), Position.now(), events)) {
        EtcdAdmin.invalidateTokens(server, ROOT, JOE);
        server.stop();
        server.startAgain();
        WatchEvent told = put(RetryingStore.of(other, RetryPolicy.DEFAULTS), "half/a");
        assertSameRevision(events.next(), told);
      }
    }
  }

  @Test
  void aWatchWithoutEventsDoesNotFallBehindACompaction() throws Exception {
    try (EtcdServer server =
            EtcdServer.start("--experimental-watch-progress-notify-interval=100ms");
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
      RetryingStore patient = RetryingStore.of(store, RetryPolicy.DEFAULTS);
      try (Subscription watch = store.watch(KeyRange.prefix("quiet/"), Position.now(), events)) {
        // given that others write much, and that the watch is told so
        Version last =
            Failures.committed(patient.commit(Txn.put(new Key("loud"), Bytes.utf8("0"))));
        for (int i = 0; i < 50; i++) {
          last = Failures.committed(patient.commit(Txn.put(new Key("loud"), Bytes.utf8("1"))));
        }
        awaitProgressReports(server);

        // when etcd forgets all that, and breaks the connection
        EtcdAdmin.compact(server, last);
        server.kill();
        server.startAgain();

        // then nothing has to be listed again
        WatchEvent told = put(patient, "quiet/a");
        assertThat(events.next()).isEqualTo(told);
      }
    }
  }

  /**
   * Waits until etcd has sent three more messages to its watches: nothing is written meanwhile, so
   * they say how far the history has come. The first has arrived by the time the third is sent.
   */
  private static void awaitProgressReports(EtcdServer server) throws Exception {
    long enough = EtcdAdmin.watchMessages(server) + 3;
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (EtcdAdmin.watchMessages(server) < enough) {
      assertThat(System.nanoTime()).as("etcd sends no progress reports").isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** The same write as two stores see it: each has a history of its own. */
  private static void assertSameRevision(WatchEvent seen, WatchEvent expected) {
    WatchEvent.Written one = (WatchEvent.Written) seen;
    WatchEvent.Written other = (WatchEvent.Written) expected;
    assertThat(one.key()).isEqualTo(other.key());
    assertThat(one.version().token()).isEqualTo(other.version().token());
  }

  private static WatchEvent put(KeyValueStore store, String key) {
    Key written = new Key(key);
    Version version = Failures.committed(store.commit(Txn.put(written, Bytes.utf8("1"))));
    return new WatchEvent.Written(written, version);
  }
}
