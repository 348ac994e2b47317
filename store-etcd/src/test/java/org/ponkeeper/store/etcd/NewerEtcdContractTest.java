package org.ponkeeper.store.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.tck.KeyValueStoreContract;
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
    assumeTrue(EtcdBinary.second().isPresent(), "NOT RUN: there is only one etcd");
    server = EtcdServer.start(EtcdBinary.second().orElseThrow());
  }

  @AfterAll
  static void endServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected KeyValueStore open() {
    EtcdStore store = EtcdStore.open(EtcdUrl.parse(server.url()));
    EtcdAdmin.deleteEverything(server);
    return store;
  }
}
