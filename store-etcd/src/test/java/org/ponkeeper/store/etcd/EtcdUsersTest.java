package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** An etcd that asks who we are. */
@NeedsEtcd
@Timeout(60)
class EtcdUsersTest {

  private static final EtcdUser ROOT = new EtcdUser("root", "r00t");
  private static final EtcdUser JOE = new EtcdUser("joe", "p\u00e4ss:w@rd");
  private static final Key OURS = new Key("half/a");
  private static final Key OTHERS = new Key("other/a");
  private static final Bytes VALUE = Bytes.utf8("1");

  /** A token lasts for 1 s here, and etcd looks for expired ones once a second. */
  private static final Duration TOKEN_EXPIRES = Duration.ofMillis(2_100);

  private static EtcdServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = EtcdServer.start("--auth-token-ttl=1");
    EtcdAdmin.enableUsers(server, ROOT, JOE, "half/");
  }

  @AfterAll
  static void endServer() throws Exception {
    server.close();
  }

  @Test
  void aWrongPasswordOrUserIsDeniedWhateverIsAsked() {
    for (EtcdUser user : List.of(new EtcdUser("joe", "wrong"), new EtcdUser("nobody", "x"))) {
      try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()).user(user))) {
        assertEverythingFailsWith(ErrorCode.STORE_DENIED, store);
      }
    }
  }

  @Test
  void aClientWithoutUserIsDenied() {
    try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()))) {
      Failures.assertFails(ErrorCode.STORE_DENIED, () -> store.get(OURS));
      Failures.assertFails(ErrorCode.STORE_DENIED, () -> store.commit(Txn.put(OURS, VALUE)));
    }
  }

  @Test
  void aUserOfHalfOfTheKeysIsDeniedTheOthersAndNothingHappens() {
    try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()).user(JOE));
        EtcdStore root = EtcdStore.open(EtcdUrl.parse(server.url()).user(ROOT))) {
      store.commit(Txn.put(OURS, VALUE));
      assertThat(store.get(OURS)).isPresent();
      assertThat(store.list(List.of(KeyRange.prefix("half/")), ScanOptions.ALL)).hasSize(1);
      assertThat(store.health().engine()).startsWith("etcd 3.");

      Failures.assertFails(ErrorCode.STORE_DENIED, () -> store.get(OTHERS));
      Failures.assertFails(
          ErrorCode.STORE_DENIED, () -> store.list(List.of(KeyRange.all()), ScanOptions.ALL));
      Failures.assertFails(ErrorCode.STORE_DENIED, () -> store.commit(Txn.put(OTHERS, VALUE)));
      // one transaction over both halves
      Mutation both = new Mutation.Put(new Key("half/b"), VALUE);
      Failures.assertFails(
          ErrorCode.STORE_DENIED,
          () -> store.commit(new Txn(List.of(), List.of(both, new Mutation.Put(OTHERS, VALUE)))));
      Failures.assertFails(
          ErrorCode.STORE_DENIED,
          () -> store.commit(new Txn(List.of(new Condition.Absent(OTHERS)), List.of(both))));

      assertThat(root.get(OTHERS)).isEmpty();
      assertThat(root.get(new Key("half/b"))).isEmpty();
    }
  }

  @Test
  void anExpiredTokenIsRenewed() throws Exception {
    try (EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()).user(JOE))) {
      store.get(OURS);
      assertLogsInAgain(() ->
          assertThat(store.commit(Txn.put(OURS, VALUE))).isInstanceOf(TxnResult.Committed.class));
      assertLogsInAgain(() -> assertThat(store.get(OURS)).isPresent());
    }
  }

  /**
   * Asserts that a call succeeds with a new login once the token of the last call has expired. Each
   * call renews the token, so nothing can ask etcd whether it has expired: only time passes.
   */
  private static void assertLogsInAgain(Runnable call) throws Exception {
    long before = EtcdAdmin.logins(server);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    do {
      assertThat(System.nanoTime()).as("the token does not expire").isLessThan(end);
      Thread.sleep(TOKEN_EXPIRES.toMillis());
      call.run();
    } while (EtcdAdmin.logins(server) == before);
  }

  private static void assertEverythingFailsWith(ErrorCode code, EtcdStore store) {
    Failures.assertFails(code, () -> store.get(OURS));
    Failures.assertFails(code, store::health);
    Failures.assertFails(code, () -> store.commit(Txn.put(OURS, VALUE)));
    Failures.assertFails(code, () -> store.list(List.of(KeyRange.all()), ScanOptions.KEYS_ONLY));
  }
}
