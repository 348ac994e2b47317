package org.ponkeeper.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.ponkeeper.tck.etcd.EtcdServer;

/** The etcds of this JVM that no test uses at the moment; they end with the JVM. */
final class SharedEtcds {

  private static final ConcurrentLinkedDeque<EtcdServer> IDLE = new ConcurrentLinkedDeque<>();

  private SharedEtcds() {}

  /** An etcd without any key, for the caller alone until it is given back. */
  static EtcdServer take() throws Exception {
    EtcdServer idle = IDLE.poll();
    if (idle != null) {
      idle.deleteAllKeys();
      return idle;
    }
    EtcdServer started = EtcdServer.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started)));
    return started;
  }

  static void giveBack(EtcdServer server) {
    IDLE.push(server);
  }

  private static void close(EtcdServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
