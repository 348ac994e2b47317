package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Instances;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.Version;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** What can go wrong with an etcd, and what is said of it: each within its deadline. */
@NeedsEtcd
@Timeout(60)
class EtcdFailuresTest {

  private static final Key A = new Key("a");
  private static final Bytes VALUE = Bytes.utf8("1");
  private static final Txn PUT = Txn.put(A, VALUE);
  private static final Duration SHORT = Duration.ofMillis(300);

  /** Calls end within their deadline; this much more is what a busy machine may take. */
  private static final Duration SLACK = Duration.ofSeconds(3);

  private static void assertAllUnavailable(EtcdOptions options) {
    try (EtcdStore store = EtcdStore.open(options)) {
      long start = System.nanoTime();
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.commit(PUT));
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, store::health);
      Failures.assertFails(
          ErrorCode.STORE_UNAVAILABLE, () -> store.list(List.of(KeyRange.all()), ScanOptions.ALL));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(options.deadline().multipliedBy(4).plus(SLACK));
    }
  }

  @Test
  void whereNothingListensNothingHappens() throws Exception {
    assertAllUnavailable(EtcdUrl.parse("etcd://127.0.0.1:" + EtcdServer.freePort()));
  }

  @Test
  void anUnknownHostNameIsUnavailable() {
    assertAllUnavailable(EtcdUrl.parse("etcd://no-such-host.invalid:2379").deadline(SHORT));
  }

  @Test
  void whereSomethingElseListensNothingHappens() throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.start();
    try {
      assertAllUnavailable(
          EtcdUrl.parse("etcd://127.0.0.1:" + web.getAddress().getPort()).deadline(SHORT));
    } finally {
      web.stop(0);
    }
  }

  @Test
  void aCommitThatWaitsForAConnectionThatNeverComesDidNotHappen() throws Exception {
    // given a port that takes connections and never says a word
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertAllUnavailable(
          EtcdUrl.parse("etcd://127.0.0.1:" + silent.getLocalPort()).deadline(SHORT));
    }
  }

  @Test
  void aDeadMemberIsPassedOver() throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      String dead = "127.0.0.1:" + EtcdServer.freePort();
      String url = "etcd://" + dead + ",127.0.0.1:" + server.port() + "," + dead;
      try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(url))) {
        for (int i = 0; i < 20; i++) {
          store.commit(PUT);
          store.get(A);
        }
      }
    }
  }

  @Test
  void aFrozenEtcdIsUnavailableToReadsAndCommitsHaveAnUnknownOutcome() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()).deadline(SHORT))) {
      store.get(A);

      // when it stands still for longer than the deadline
      server.freeze();
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, store::health);
      Failures.assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> store.commit(PUT));
      Failures.assertFails(
          ErrorCode.STORE_UNAVAILABLE,
          () -> store.commit(new Txn(List.of(new Condition.Absent(A)), List.of())));

      // then a store opened meanwhile has sent nothing
      try (EtcdStore fresh = EtcdStore.open(EtcdUrl.parse(server.url()).deadline(SHORT))) {
        Failures.assertFails(
            ErrorCode.STORE_UNAVAILABLE, () -> fresh.commit(Txn.put(new Key("b"), VALUE)));
      }

      // and afterwards it works as before
      server.thaw();
      try (RetryingStore patient = RetryingStore.of(store, RetryPolicy.DEFAULTS)) {
        patient.commit(Txn.put(new Key("c"), VALUE));
        assertThat(patient.get(new Key("b"))).isEmpty();
      }
    }
  }

  @Test
  void aCommitWithLessTimeThanTheStoreEndsInIt() throws Exception {
    Duration patient = Duration.ofMinutes(1);
    try (EtcdServer server = EtcdServer.start();
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()).deadline(patient));
        EtcdStore unconnected = EtcdStore.open(EtcdUrl.parse(server.url()).deadline(patient))) {
      store.get(A);
      server.freeze();
      long start = System.nanoTime();

      Failures.assertFails(ErrorCode.OUTCOME_UNKNOWN, () -> store.within(SHORT).commit(PUT));
      Failures.assertFails(
          ErrorCode.STORE_UNAVAILABLE, () -> unconnected.within(SHORT).commit(PUT));

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(SHORT.multipliedBy(2).plus(SLACK));
    }
  }

  @Test
  void anInterruptEndsACallAndStaysSet() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
      store.get(A);
      server.freeze();
      assertInterrupted(() -> store.get(A), ErrorCode.STORE_UNAVAILABLE);
      assertInterrupted(() -> store.commit(PUT), ErrorCode.OUTCOME_UNKNOWN);
    }
    try (EtcdStore store =
        EtcdStore.open(EtcdUrl.parse("etcd://127.0.0.1:" + EtcdServer.freePort()))) {
      assertInterrupted(() -> store.commit(PUT), ErrorCode.STORE_UNAVAILABLE);
    }
  }

  private static void assertInterrupted(Runnable call, ErrorCode code) throws Exception {
    List<Throwable> wrong = new ArrayList<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              try {
                Failures.assertFails(code, call);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              } catch (Throwable t) {
                wrong.add(t);
              }
            });
    caller.join(SLACK);
    assertThat(caller.isAlive()).isFalse();
    assertThat(wrong).isEmpty();
  }

  @Test
  void aKilledEtcdLeavesCommitsWholeOrAbsentAsItsErrorsSay() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()));
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 5; round++) {
        // given someone who writes one key after the other
        String prefix = "round/" + round + "/";
        store.commit(Txn.put(new Key(prefix + "first"), VALUE));
        Future<List<String>> outcomes = executor.submit(() -> writeUntilItFails(store, prefix));

        // when etcd is killed in the middle
        while (store.list(List.of(KeyRange.prefix(prefix)), ScanOptions.KEYS_ONLY).size() < 5) {
          Thread.onSpinWait();
        }
        server.kill();
        List<String> acknowledged = outcomes.get();
        server.startAgain();

        // then what was acknowledged is there, and nothing that surely did not happen is
        try (RetryingStore patient =
            RetryingStore.of(EtcdStore.open(EtcdUrl.parse(server.url())), RetryPolicy.DEFAULTS)) {
          List<String> found =
              patient.list(List.of(KeyRange.prefix(prefix)), ScanOptions.KEYS_ONLY).stream()
                  .map(entry -> entry.key().text())
                  .toList();
          String failed = acknowledged.removeLast();
          assertThat(found).containsAll(acknowledged);
          if (failed.startsWith("nothing ")) {
            assertThat(found).doesNotContain(failed.substring("nothing ".length()));
          }
        }
      }
    }
  }

  /** The keys that were acknowledged; last the key that failed, marked if nothing happened. */
  private static List<String> writeUntilItFails(EtcdStore store, String prefix) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; ; i++) {
      String key = prefix + i;
      try {
        store.commit(Txn.put(new Key(key), VALUE));
        keys.add(key);
      } catch (StoreFailedException e) {
        boolean nothing = e.outcome() == StoreFailedException.Outcome.NOTHING_HAPPENED;
        keys.add((nothing ? "nothing " : "") + key);
        return keys;
      }
    }
  }

  @Test
  void aFullEtcdSaysSoAndTheTruth() throws Exception {
    try (EtcdServer server = EtcdServer.start("--quota-backend-bytes=8000000");
        ExecutorService executor = Executors.newFixedThreadPool(32);
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
      Version pool = Failures.committed(store.commit(Txn.put(new Key("pool"), VALUE)));

      // when many fill it at once
      List<Future<List<String>>> writers = new ArrayList<>();
      for (int t = 0; t < 32; t++) {
        String prefix = "fill/" + t + "/";
        writers.add(executor.submit(() -> fill(store, prefix)));
      }

      // then nothing is there of which it was said that nothing happened
      for (Future<List<String>> writer : writers) {
        for (String key : writer.get()) {
          assertThat(store.get(new Key(key))).as(key).isEmpty();
        }
      }

      store.get(new Key("pool"));

      // and by then it is just full: to those who write blindly, and to those who do not
      Failures.assertFails(
          ErrorCode.STORE_FULL, () -> store.commit(Txn.put(new Key("x"), large())));
      Failures.assertFails(
          ErrorCode.STORE_FULL,
          () ->
              store.commit(
                  new Txn(
                      List.of(new Condition.AtVersion(new Key("pool"), pool)),
                      List.of(
                          new Mutation.Put(new Key("x"), large()),
                          new Mutation.Put(new Key("pool"), VALUE)))));
      assertThat(store.get(new Key("x"))).isEmpty();
      assertThat(store.health().engine()).contains("NOSPACE");
    }
  }

  private static Bytes large() {
    return Bytes.wrap(new byte[100_000]);
  }

  /** Writes until etcd is full; gives the keys of which it was said that nothing happened. */
  private static List<String> fill(EtcdStore store, String prefix) {
    List<String> nothing = new ArrayList<>();
    for (int i = 0, failures = 0; failures < 5; i++) {
      String key = prefix + i;
      try {
        store.commit(Txn.put(new Key(key), large()));
      } catch (StoreFailedException e) {
        failures++;
        // Several of the writes under way when etcd becomes full are made all the same.
        if (e.code() != ErrorCode.OUTCOME_UNKNOWN) {
          assertThat(e.code()).isEqualTo(ErrorCode.STORE_FULL);
          nothing.add(key);
        }
      }
    }
    return nothing;
  }

  @Test
  void aThousandFailuresLeaveNothingBehind() throws Exception {
    // given a first round, by which everything is loaded that stays
    EtcdOptions dead = EtcdUrl.parse("etcd://127.0.0.1:" + EtcdServer.freePort());
    failOften(dead.deadline(Duration.ofMillis(5)), 100);
    awaitNoThreads();
    long files = openFiles();
    long heap = usedHeap();

    failOften(dead.deadline(Duration.ofMillis(5)), 1_000);

    awaitNoThreads();
    assertThat(openFiles()).isLessThan(files + 10);
    assertThat(usedHeap()).isLessThan(heap + (16 << 20));
  }

  @Test
  void aThousandFailedCreatesOfTheLibraryLeaveNothingBehind() throws Exception {
    EtcdOptions dead =
        EtcdUrl.parse("etcd://127.0.0.1:" + EtcdServer.freePort()).deadline(Duration.ofMillis(5));
    createOften(dead, 100);
    awaitNoThreads();
    long files = openFiles();
    long heap = usedHeap();

    createOften(dead, 1_000);

    awaitNoThreads();
    assertThat(openFiles()).isLessThan(files + 10);
    assertThat(usedHeap()).isLessThan(heap + (16 << 20));
  }

  private static void createOften(EtcdOptions options, int times) {
    try (EtcdStore store = EtcdStore.open(options);
        Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      Instances instances = ponkeeper.olt(Technology.XGS_PON, new OltId("olt-1")).instances();
      for (int i = 0; i < times; i++) {
        Failures.assertFails(
            ErrorCode.STORE_UNAVAILABLE,
            () -> instances.create(new TechProfileId(64), UniPort.of("olt-1", 0, 1, 0)));
      }
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static long usedHeap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void failOften(EtcdOptions options, int times) {
    try (EtcdStore store = EtcdStore.open(options)) {
      for (int i = 0; i < times; i++) {
        Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
      }
      // one connection, however often it failed
      assertThat(threads()).hasSizeLessThan(10);
    }
  }

  @Test
  void aStoreThatIsClosedLeavesNoThreadBehind() throws Exception {
    try (EtcdServer server = EtcdServer.start()) {
      for (int i = 0; i < 10; i++) {
        try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
          store.commit(PUT);
        }
      }
      awaitNoThreads();
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("grpc-") || name.startsWith("etcd-"))
        .toList();
  }

  /** gRPC keeps the threads that all stores share for a second after the last one was closed. */
  private static void awaitNoThreads() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!threads().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertThat(threads()).isEmpty();
  }
}
