package org.ponkeeper.cli;

import java.time.Duration;
import org.ponkeeper.keyspace.KeySpace;

/** A store that can be closed and opened again. */
final class DemoStore implements AutoCloseable {
  private final StoreUrl url;
  private final KeySpace keys;
  private final Duration timeout;
  private final Terminal terminal;
  private Session session;

  DemoStore(StoreUrl url, KeySpace keys, Duration timeout, Terminal terminal) {
    this.url = url;
    this.keys = keys;
    this.timeout = timeout;
    this.terminal = terminal;
    this.session = Session.open(url, keys, timeout, terminal);
  }

  Session session() {
    return session;
  }

  /** Forgets all that is in memory; a store in memory alone stays open. */
  void reopen() {
    if (url.isMemory()) {
      session.ponkeeper().close();
      session = Session.on(session.store(), keys, timeout);
    } else {
      session.close();
      session = Session.open(url, keys, timeout, terminal);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
