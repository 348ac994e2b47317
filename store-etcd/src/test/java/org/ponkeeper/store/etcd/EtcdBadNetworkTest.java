package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.tck.FaultyProxy;
import org.ponkeeper.tck.FaultyProxy.Direction;
import org.ponkeeper.tck.WatchedEvents;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** Networks that lose things: every call ends in its time, and says no more than what is known. */
@NeedsEtcd
@Timeout(60)
@SuppressWarnings("try") // watches are closed, not used
class EtcdBadNetworkTest {

  private static final Key A = new Key("a");
  private static final Duration TIME = Duration.ofMillis(800);

  /** What a busy machine may take longer. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private EtcdServer server;
  private FaultyProxy proxy;
  private EtcdStore store;

  @BeforeEach
  void open() throws Exception {
    server = EtcdServer.start();
    proxy = FaultyProxy.to(server.port());
    store = EtcdStore.open(EtcdUrl.parse("etcd://127.0.0.1:" + proxy.port()));
    for (int i = 0; i < 3; i++) {
      store.put(new Key("page/" + i), Bytes.wrap(new byte[100_000]));
    }
    store.put(A, Bytes.utf8("1"));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    proxy.close();
    server.close();
  }

  private static Arguments fault(String name, Consumer<FaultyProxy> fault) {
    return Arguments.of(name, fault);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("black hole", FaultyProxy::blackHole),
        fault("nothing to the server", proxy -> proxy.stall(Direction.TO_SERVER)),
        fault("nothing to the client", proxy -> proxy.stall(Direction.TO_CLIENT)),
        fault("large packets dropped", FaultyProxy::dropLargePackets),
        fault("cut in an answer", proxy -> proxy.cutAfter(Direction.TO_CLIENT, 20)),
        fault("cut in a request", proxy -> proxy.cutAfter(Direction.TO_SERVER, 20)),
        fault("slow", proxy -> proxy.latency(Duration.ofMillis(600))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void everyCallEndsInItsTime(String name, Consumer<FaultyProxy> fault) throws Exception {
    fault.accept(proxy);
    // one after the other; what reads much, and what writes much
    assertEnds(limited -> limited.get(A));
    assertEnds(limited -> limited.list(List.of(KeyRange.all()), ScanOptions.ALL));
    assertEnds(limited -> limited.commit(Txn.put(A, Bytes.utf8("2"))));
    assertEnds(limited -> limited.commit(Txn.put(A, Bytes.wrap(new byte[200_000]))));
    assertEnds(KeyValueStore::health);
    assertEnds(
        limited -> limited.watch(KeyRange.all(), Position.now(), new WatchedEvents()).close());

    long start = System.nanoTime();
    store.close();
    assertThat(since(start)).isLessThan(Duration.ofSeconds(2).plus(SLACK));
  }

  private void assertEnds(Consumer<KeyValueStore> call) {
    KeyValueStore limited = RetryingStore.of(store, RetryPolicy.DEFAULTS).within(TIME);
    long start = System.nanoTime();
    try {
      call.accept(limited);
    } catch (StoreFailedException e) {
      assertThat(e.facts()).containsKeys("store", "reason");
    }
    assertThat(since(start)).isLessThan(TIME.plus(SLACK));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void aViewHasOneTimeForAllPagesOfASnapshot() {
    KeyValueStore limited = store.within(TIME);
    long start = System.nanoTime();
    try (Snapshot snapshot = limited.snapshot()) {
      snapshot.get(A);
      proxy.blackHole();
      for (int i = 0; i < 10; i++) {
        Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> snapshot.get(A));
      }
    }
    assertThat(since(start)).isLessThan(TIME.plus(SLACK));
  }

  @Test
  void aSnapshotThatLostItsConnectionGoesOnAtItsInstant() {
    try (Snapshot snapshot = store.snapshot()) {
      snapshot.get(A);
      try (KeyValueStore others = EtcdStore.open(server.url())) {
        others.put(A, Bytes.utf8("2"));
        others.put(new Key("page/9"), Bytes.utf8("new"));
      }

      proxy.reset();

      assertThat(snapshot.get(A).orElseThrow().value().toUtf8()).isEqualTo("1");
      proxy.cutAfter(Direction.TO_CLIENT, 150_000);
      try (Scan scan = snapshot.scan(List.of(KeyRange.prefix("page/")), ScanOptions.ALL)) {
        assertThat(scan.toList()).hasSize(3);
      }
    }
  }

  @Test
  void whatWasHeldUpIsGoneOnWithAfterwards() throws Exception {
    WatchedEvents events = new WatchedEvents();
    KeyValueStore patient = RetryingStore.of(store, RetryPolicy.DEFAULTS);
    try (Subscription watch = patient.watch(KeyRange.of(A), Position.now(), events)) {
      proxy.blackHole();
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.within(TIME).get(A));
      proxy.heal();

      patient.put(A, Bytes.utf8("after"));
      assertThat(events.upTo("a")).isNotEmpty();
      assertThat(patient.get(A).orElseThrow().value().toUtf8()).isEqualTo("after");
    }
  }
}
