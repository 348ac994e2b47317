package org.ponkeeper.cli;

import java.time.Duration;
import org.ponkeeper.keyspace.KeySpace;

/** A store that can be closed and opened again. */
final class DemoStore implements AutoCloseable {
  private final StoreUrl url;
  private final KeySpace keys;
  private final Duration timeout;
  private Session session;

  DemoStore(StoreUrl url, KeySpace keys, Duration timeout) {
    this.url = url;
    this.keys = keys;
    this.timeout = timeout;
    this.session = Session.openForLongWork(url::open, keys, timeout);
  }

  Session session() {
    return session;
  }

  /** Drops all data in memory; an in-memory store stays open. */
  void reopen() {
    if (url instanceof StoreUrl.Memory) {
      session.ponkeeper().close();
      session = Session.on(session.store(), keys, timeout);
    } else {
      session.close();
      session = Session.openForLongWork(url::open, keys, timeout);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
