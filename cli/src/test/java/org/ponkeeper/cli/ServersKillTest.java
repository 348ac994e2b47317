package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/**
 * Two servers on one etcd, with clients that change what is stored. One server is killed, and then
 * etcd, with SIGKILL: nothing that was acknowledged is lost, and no id is given twice.
 *
 * <p>{@code -Dponkeeper.servers.rounds=N} kills each N times.
 */
@NeedsEtcd
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ServersKillTest {

  private static final int CLIENTS = 6;
  private static final int ROUNDS = Integer.getInteger("ponkeeper.servers.rounds", 1);

  /** How many calls each client makes between two events. */
  private static final int CALLS = 40;

  private static final String NO_OPTION = "-XX:+UseSerialGC";

  @TempDir private Path folder;

  private final AtomicReferenceArray<ServerProcess> servers = new AtomicReferenceArray<>(2);
  private final Map<String, String> shared = new ConcurrentHashMap<>();
  private final Map<String, Integer> sharedCreated = new ConcurrentHashMap<>();
  private final List<ServerClient> clients = new ArrayList<>();

  @Test
  void nothingThatWasAcknowledgedIsLost() throws Exception {
    try (EtcdServer etcd = EtcdServer.start()) {
      // given
      Cli cli = Cli.on(etcd.url());
      Scene.applyTemplate(cli);
      Scene.register(cli);
      for (int i = 0; i < 2; i++) {
        servers.set(i, start(etcd, "server-" + i));
      }
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new ServerClient(servers, i, shared, sharedCreated));
        threads.add(Thread.ofPlatform().start(clients.getLast()));
      }

      // when
      try {
        awaitCalls();
        for (int round = 0; round < ROUNDS; round++) {
          int victim = round % 2;
          servers.get(victim).kill();
          awaitCalls();
          ServerProcess dead =
              servers.getAndSet(victim, start(etcd, "server-" + victim + "-" + round));
          dead.close();
          killStore(etcd);
        }
      } finally {
        clients.forEach(ServerClient::end);
        for (Thread thread : threads) {
          thread.join();
        }
        for (int i = 0; i < 2; i++) {
          servers.get(i).close();
        }
      }

      // then
      assertThatNothingFailed();
      assertThatKnownIs(etcd, StoredIds.check(cli, 65).instances);
      assertThat(sharedCreated.values()).allMatch(times -> times == 1);
      assertThat(sum(client -> client.repeated.get())).as("calls repeated elsewhere").isPositive();
      assertThat(cli.line("audit").exitCode()).isZero();
      System.out.printf(
          "servers and etcd killed %d times: %d calls answered, %d repeated at the other server,"
              + " %d again after CONTENTION,"
              + " %d failed with nothing done, %d of which nobody knew%n",
          ROUNDS,
          sum(client -> client.acknowledged.get()),
          sum(client -> client.repeated.get()),
          sum(client -> client.contended.get()),
          sum(client -> client.nothingDone.get()),
          sum(client -> client.unknown.get()));
    }
  }

  private ServerProcess start(EtcdServer etcd, String name) throws Exception {
    return ServerProcess.start(NO_OPTION, folder.resolve(name), etcd.url());
  }

  private void killStore(EtcdServer etcd) throws Exception {
    clients.forEach(client -> client.setStoreMayFail(true));
    etcd.kill();
    // Longer than the servers try to reach it, so that calls fail.
    Thread.sleep(4_000);
    etcd.startAgain();
    awaitCalls();
    clients.forEach(client -> client.setStoreMayFail(false));
    awaitCalls();
  }

  /** Waits until each client has been answered some more times. */
  private void awaitCalls() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    int[] before = clients.stream().mapToInt(client -> client.acknowledged.get()).toArray();
    for (int i = 0; i < CLIENTS; i++) {
      ServerClient client = clients.get(i);
      while (client.acknowledged.get() < before[i] + CALLS && client.failure.isEmpty()) {
        assertThat(System.nanoTime()).as("a client is not served").isLessThan(end);
        Thread.sleep(10);
      }
    }
    assertThatNothingFailed();
  }

  private void assertThatNothingFailed() {
    for (ServerClient client : clients) {
      client.failure.ifPresent(error -> {
        throw new AssertionError("a client failed", error);
      });
    }
  }

  private int sum(ToIntFunction<ServerClient> number) {
    return clients.stream().mapToInt(number).sum();
  }

  private void assertThatKnownIs(EtcdServer etcd, Map<String, String> instances) {
    Map<String, String> known = new HashMap<>(shared);
    clients.forEach(client -> known.putAll(client.known));
    known.values().removeIf(String::isEmpty);
    Map<String, String> stored = new HashMap<>(instances);
    stored.putAll(claims(etcd));
    assertThat(stored).isEqualTo(known);
  }

  private static Map<String, String> claims(EtcdServer etcd) {
    Map<String, String> claims = new HashMap<>();
    StoreUrl url = StoreUrl.parse(etcd.url(), StoreAccess.NONE, Terminal.ofProcess());
    try (KeyValueStore store = url.open(Duration.ofSeconds(10));
        Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      for (int pon = 0; pon < 2; pon++) {
        Map<Integer, String> owners = new HashMap<>();
        ponkeeper
            .olt(Technology.XGS_PON, "olt-1")
            .ids()
            .claims(pon)
            .forEach((key, ids) -> {
              claims.put(
                  "claim " + key.pon() + " " + key.owner().text(), ServerClient.join(ids.value()));
              ids.value()
                  .forEach(id ->
                      assertThat(Optional.ofNullable(owners.put(id, key.owner().text())))
                          .as("another owner of ONU id %s", id)
                          .isEmpty());
            });
      }
    }
    return claims;
  }
}
