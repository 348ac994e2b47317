package org.ponkeeper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.store.sqlite.SqliteStore;
import org.ponkeeper.tck.etcd.EtcdServer;

/** Gives tests empty stores of one kind; closing it ends what it started. */
interface TestStores extends AutoCloseable {

  /** The URL of a store in which nothing is. */
  String empty() throws Exception;

  @Override
  void close() throws IOException;

  /** SQLite files in a folder. */
  static TestStores sqlite(Path folder) {
    return new TestStores() {
      private int count;

      @Override
      public String empty() {
        Path file = folder.resolve("store-" + count++ + ".db");
        SqliteStore.open(file).close();
        return "sqlite:" + file;
      }

      @Override
      public void close() {}
    };
  }

  /**
   * A real etcd for each, without any key. The etcds are shared by the tests of a JVM, one after
   * the other, so a test that damages one starts its own.
   */
  static TestStores etcd() {
    return new TestStores() {
      private final List<EtcdServer> servers = new ArrayList<>();

      @Override
      public String empty() throws Exception {
        EtcdServer server = SharedEtcds.take();
        servers.add(server);
        return server.url();
      }

      @Override
      public void close() {
        servers.forEach(SharedEtcds::giveBack);
        servers.clear();
      }
    };
  }
}
