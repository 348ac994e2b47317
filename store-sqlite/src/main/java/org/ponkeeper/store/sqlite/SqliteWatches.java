package org.ponkeeper.store.sqlite;

import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.WatchDelivery;
import org.ponkeeper.store.WatchEvent;

/**
 * The watches of a store. However many there are, one thread reads the change log of the file,
 * again and again, for SQLite tells nobody what other processes do; commits of the own store wake
 * it up. It waits for nobody who listens: each watch has a thread of its own for that. Thread-safe.
 */
final class SqliteWatches {

  /** Commits follow each other: those of 5 ms are read together, not one by one. */
  private static final long GATHERING_NANOS = 5_000_000;

  private final SqliteStore store;
  private final Duration pollInterval;
  private final Set<SqliteWatch> watches = ConcurrentHashMap.newKeySet();
  private final Thread reader = WatchDelivery.thread(this::run);
  private final AtomicBoolean started = new AtomicBoolean();

  /** Whether the own store committed something since the log was read. */
  private final AtomicBoolean woken = new AtomicBoolean();

  private volatile boolean closed;

  SqliteWatches(SqliteStore store, Duration pollInterval) {
    this.store = store;
    this.pollInterval = pollInterval;
  }

  /** Begins a watch of what follows a position in the log. */
  SqliteWatch add(KeyRange range, LogPosition position, Consumer<WatchEvent> onEvent) {
    SqliteWatch watch = new SqliteWatch(range, position, onEvent, watches::remove);
    watches.add(watch);
    if (closed) {
      watch.close();
    }
    if (started.compareAndSet(false, true)) {
      reader.start();
    }
    // There may be something behind the row already.
    LockSupport.unpark(reader);
    return watch;
  }

  /** The own store committed something: the log is read soon. */
  void wake() {
    if (!watches.isEmpty() && woken.compareAndSet(false, true)) {
      LockSupport.unpark(reader);
    }
  }

  private void run() {
    while (!closed) {
      boolean more = false;
      try {
        more = read();
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
    if (!closed && !woken.get()) {
      if (watches.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, pollInterval.toNanos());
      }
    }
    if (!closed && woken.get()) {
      LockSupport.parkNanos(this, GATHERING_NANOS);
    }
    woken.set(false);
  }

  /**
   * Reads what is new; says whether there may be more. All watches are as far as each other
   * afterwards, but for those that have more to read than a batch.
   */
  private boolean read() {
    Map<LogPosition, List<SqliteWatch>> byPosition =
        watches.stream().collect(groupingBy(SqliteWatch::position));
    if (byPosition.isEmpty()) {
      return false;
    }
    Map<LogPosition, SqliteChanges.Batch> batches = store.changesAfter(byPosition.keySet());
    batches.forEach((position, batch) ->
        byPosition.getOrDefault(position, List.of()).forEach(watch -> watch.take(batch)));
    return batches.values().stream().anyMatch(SqliteChanges.Batch::more);
  }

  /** Ends all watches. */
  void close() {
    closed = true;
    List.copyOf(watches).forEach(SqliteWatch::close);
    LockSupport.unpark(reader);
  }
}
