package org.ponkeeper.store.sqlite;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.WatchDelivery;
import org.ponkeeper.store.WatchEvent;

/**
 * Reads the change log of the file again and again: SQLite tells nobody what other processes do.
 * Commits of its own store wake it up if they are about its range, and now and then all others, so
 * that they do not fall behind what the log keeps.
 */
final class SqliteWatch implements Subscription {

  /** Commits follow each other: those of 5 ms are read together, not one by one. */
  private static final long GATHERING_NANOS = 5_000_000;

  private final SqliteStore store;
  private final KeyRange range;
  private final WatchDelivery delivery;
  private final Duration pollInterval;
  private final Thread thread = WatchDelivery.thread(this::run);

  /** Whether the own store committed something since the log was read. */
  private final AtomicBoolean woken = new AtomicBoolean();

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
      if (!more) {
        await();
      }
    }
  }

  /** Waits for a commit of the own store, and for some more of them, or until it is time. */
  private void await() {
    if (!delivery.isClosed() && !woken.get()) {
      LockSupport.parkNanos(pollInterval.toNanos());
    }
    if (!delivery.isClosed() && woken.get()) {
      LockSupport.parkNanos(GATHERING_NANOS);
    }
    woken.set(false);
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

  /** Whether a commit changes something in the range. */
  boolean isAbout(Txn txn) {
    return txn.mutations().stream().anyMatch(mutation -> range.contains(mutation.key()));
  }

  /** Looks at the log soon. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void close() {
    delivery.close();
    store.forget(this);
    LockSupport.unpark(thread);
  }
}
