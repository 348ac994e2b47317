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

/**
 * The watches of a store. One thread polls the change log of the file for all of them, because
 * SQLite does not notify about other processes' commits; commits of this store wake the thread. It
 * never waits for a consumer: each watch has its own thread for that. Thread-safe.
 */
final class SqliteWatches {

  /** Commits often come in quick succession: those of 5 ms are read together. */
  private static final long GATHERING_NANOS = 5_000_000;

  private final SqliteStore store;
  private final Duration pollInterval;
  private final Set<SqliteWatch<?>> watches = ConcurrentHashMap.newKeySet();
  private final Thread reader = WatchDelivery.thread(this::run);
  private final AtomicBoolean started = new AtomicBoolean();

  /** Whether this store committed since the log was read. */
  private final AtomicBoolean woken = new AtomicBoolean();

  private volatile boolean closed;

  SqliteWatches(SqliteStore store, Duration pollInterval) {
    this.store = store;
    this.pollInterval = pollInterval;
  }

  /** Starts a watch of the changes after a position in the log. */
  <E> SqliteWatch<E> add(
      KeyRange range, LogPosition position, RowMapping<E> rows, Consumer<E> onEvent) {
    SqliteWatch<E> watch = new SqliteWatch<>(range, position, rows, onEvent, watches::remove);
    watches.add(watch);
    if (closed) {
      watch.close();
    }
    if (started.compareAndSet(false, true)) {
      reader.start();
    }
    // There may already be changes after the row.
    LockSupport.unpark(reader);
    return watch;
  }

  /** This store committed: the log is read soon. */
  void wake() {
    if (!watches.isEmpty() && woken.compareAndSet(false, true)) {
      LockSupport.unpark(reader);
    }
  }

  private void run() {
    boolean failed = false;
    while (!closed) {
      boolean more = false;
      try {
        more = read();
        if (failed) {
          watches.forEach(SqliteWatch::resumed);
          failed = false;
        }
      } catch (PonkeeperException e) {
        // The problem is temporary, or other calls report it; the log can be read later.
        watches.forEach(watch -> watch.interrupted(e.code()));
        failed = true;
        more = false;
      } catch (IllegalStateException e) {
        return; // the store was closed
      }
      if (!more) {
        await();
      }
    }
  }

  /**
   * Waits for a commit of this store, and a little longer for further ones, or for the poll
   * interval.
   */
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
   * Reads new changes; returns whether there may be more. Afterwards all watches are at the same
   * position, except those with more changes than a batch.
   */
  private boolean read() {
    Map<LogPosition, List<SqliteWatch<?>>> byPosition =
        watches.stream().collect(groupingBy(SqliteWatch::position));
    if (byPosition.isEmpty()) {
      return false;
    }
    boolean withValues =
        byPosition.values().stream().flatMap(List::stream).anyMatch(SqliteWatch::needsValues);
    Map<LogPosition, SqliteChanges.Batch> batches =
        store.changesAfter(byPosition.keySet(), withValues);
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
