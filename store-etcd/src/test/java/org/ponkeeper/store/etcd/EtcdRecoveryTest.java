package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** An etcd that goes and comes back. */
@NeedsEtcd
@Timeout(60)
class EtcdRecoveryTest {

  private static final Key A = new Key("a");
  private static final Txn PUT = Txn.put(A, Bytes.utf8("1"));
  private static final EtcdUser ROOT = new EtcdUser("root", "r00t");

  @Test
  void aRecoveredEtcdIsUsedSoonHoweverLongItWasAway() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()));
        RetryingStore patient =
            RetryingStore.of(store, RetryPolicy.DEFAULTS.deadline(Duration.ofSeconds(30)));
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      store.commit(PUT);

      // given an outage in which gRPC's own pauses before it connects again became 6 s long
      server.kill();
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
      Future<TxnResult> waiting = executor.submit(() -> patient.commit(PUT));
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (System.nanoTime() < end) {
        Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
      }
      assertThat(waiting.isDone()).isFalse();

      // when it answers again
      server.startAgain();
      long back = System.nanoTime();

      // then who waits is answered soon, and who comes now too
      RetryingStore.of(store, RetryPolicy.DEFAULTS.deadline(Duration.ofSeconds(20))).get(A);
      assertThat(waiting.get()).isInstanceOf(TxnResult.Committed.class);
      // The goal is 2 s; a test on a busy machine only holds that it is not one of gRPC's pauses
      // more.
      System.out.printf(
          "etcd used again %d ms after it answered%n",
          Duration.ofNanos(System.nanoTime() - back).toMillis());
    }
  }

  @Test
  void aTokenThatBecameWorthlessIsRenewedOnceForAllCallers() throws Exception {
    EtcdUser joe = new EtcdUser("joe", "x");
    Key ours = new Key("half/a");
    try (EtcdServer server = EtcdServer.start()) {
      EtcdAdmin.enableUsers(server, ROOT, joe, "half/");
      try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()).user(joe));
          ExecutorService executor = Executors.newFixedThreadPool(8)) {
        store.get(ours);
        EtcdAdmin.invalidateTokens(server, ROOT, joe);
        long before = EtcdAdmin.logins(server);

        // no call fails, and nobody has to repeat one
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          callers.add(
              executor.submit(() -> {
                store.get(ours);
                store.commit(Txn.put(ours, Bytes.utf8("1")));
              }));
        }
        for (Future<?> caller : callers) {
          caller.get();
        }
        assertThat(EtcdAdmin.logins(server)).isEqualTo(before + 1);
      }
    }
  }

  @Test
  void aClusterThatLosesAMemberGoesOn() throws Exception {
    try (EtcdCluster cluster = EtcdCluster.start(3);
        EtcdStore store = EtcdStore.open(cluster.options())) {
      RetryingStore patient = RetryingStore.of(store, RetryPolicy.DEFAULTS);
      for (EtcdServer member : cluster.members()) {
        // when a member dies, the leader among them
        for (int i = 0; i < 6; i++) {
          patient.commit(PUT);
        }
        member.kill();

        // then all that surely did not happen is repeated until it does
        int committed = 0;
        for (int i = 0; i < 20; i++) {
          try {
            patient.commit(PUT);
            committed++;
          } catch (StoreFailedException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
          }
        }
        assertThat(committed).isGreaterThan(15);
        patient.get(A);
        member.startAgain();
      }
    }
  }

  @Test
  void aClusterWithoutAMajorityIsUnavailableAndSaysSo() throws Exception {
    try (EtcdCluster cluster = EtcdCluster.start(3);
        EtcdStore store = EtcdStore.open(cluster.options().deadline(Duration.ofSeconds(1)))) {
      // the first connection may take longer on a busy machine
      RetryingStore.of(store, RetryPolicy.DEFAULTS.deadline(Duration.ofSeconds(30))).commit(PUT);
      cluster.members().get(0).kill();
      cluster.members().get(1).kill();
      // the last one needs a while to see that it is alone
      long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      while (System.nanoTime() < end) {
        Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.get(A));
      }
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.commit(PUT));
      Failures.assertFails(ErrorCode.STORE_UNAVAILABLE, store::health);
    }
  }
}
