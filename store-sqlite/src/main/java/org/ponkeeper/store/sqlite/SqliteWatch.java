package org.ponkeeper.store.sqlite;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.WatchDelivery;
import org.ponkeeper.store.WatchEvent;

/**
 * Reads the change log of the file again and again: SQLite tells nobody what other processes do.
 * Commits of its own store wake it up.
 */
final class SqliteWatch implements Subscription {

  private final SqliteStore store;
  private final KeyRange range;
  private final WatchDelivery delivery;
  private final Duration pollInterval;
  private final Thread thread = WatchDelivery.thread(this::run);

  /** The id of the last row of the log that was read. */
  private long read;

  SqliteWatch(
      SqliteStore store,
      KeyRange range,
      long read,
      Consumer<WatchEvent> onEvent,
      Duration pollInterval) {
    this.store = store;
    this.range = range;
    this.read = read;
    this.delivery = new WatchDelivery(onEvent);
    this.pollInterval = pollInterval;
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!delivery.isClosed()) {
      boolean more = false;
      try {
        more = poll();
      } catch (PonkeeperException e) {
        // What is in the way passes, or shows in other calls; the log waits.
        more = false;
      } catch (IllegalStateException e) {
        return; // the store was closed
      }
      if (!more && !delivery.isClosed()) {
        LockSupport.parkNanos(pollInterval.toNanos());
      }
    }
  }

  /** Delivers what is new; says whether there may be more. */
  private boolean poll() {
    SqliteChanges.Batch batch = store.changes(read);
    if (batch.cut()) {
      delivery.deliver(new WatchEvent.ListAgain());
    }
    for (WatchEvent.Change change : batch.changes()) {
      if (range.contains(change.key())) {
        delivery.deliver(change);
      }
    }
    read = batch.lastId();
    return batch.more();
  }

  /** Looks at the log now. */
  void wake() {
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {
    delivery.close();
    store.forget(this);
    wake();
  }
}
