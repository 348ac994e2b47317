package org.ponkeeper.store.etcd;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.tck.KeyValueStoreContract;
import org.ponkeeper.tck.NotRun;
import org.ponkeeper.tck.etcd.EtcdBinary;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** The same on a newer etcd, where there is one. */
@NeedsEtcd
@Timeout(60)
class NewerEtcdContractTest extends KeyValueStoreContract {

  private static EtcdServer server;

  @BeforeAll
  static void startServer() throws Exception {
    NotRun.unless(EtcdBinary.second().isPresent(), "the contract on a second, newer etcd");
    server = EtcdServer.start(EtcdBinary.second().orElseThrow());
  }

  @AfterAll
  static void endServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected KeyValueStore open() throws Exception {
    EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()));
    server.deleteAllKeys();
    return store;
  }

  @Override
  protected KeyValueStore openAnother() {
    return EtcdStore.open(server.url());
  }
}
