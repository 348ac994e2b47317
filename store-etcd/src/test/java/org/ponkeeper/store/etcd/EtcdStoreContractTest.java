package org.ponkeeper.store.etcd;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.tck.KeyValueStoreContract;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
@Timeout(60)
class EtcdStoreContractTest extends KeyValueStoreContract {

  private static EtcdServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = EtcdServer.start();
    // The first connection of a JVM loads gRPC: on a busy machine longer than one call may take.
    try (KeyValueStore store = RetryingStore.of(EtcdStore.open(server.url()))) {
      store.get(new Key("first"));
    }
  }

  @AfterAll
  static void endServer() throws Exception {
    server.close();
  }

  @Override
  protected KeyValueStore open() throws Exception {
    EtcdStore store = EtcdStore.open(server.url());
    server.deleteAllKeys();
    return store;
  }

  @Override
  protected KeyValueStore openAnother() {
    return EtcdStore.open(server.url());
  }
}
