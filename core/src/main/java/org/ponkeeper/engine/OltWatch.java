package org.ponkeeper.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.ponkeeper.keyspace.ReadKeyMapping;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.WatchEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the keys of an OLT whose change makes the state in memory stale: its record and pools,
 * the templates and the reserved ids. It does not watch instances and claims, because a change of
 * an owner writes the pool. It also watches other writers' requests for turns. Thread-safe.
 */
public final class OltWatch {

  private static final Logger LOG = LoggerFactory.getLogger(OltWatch.class);

  /** After a failed start of the watch, the time until the next call tries again. */
  static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  private final KeyValueStore store;
  private final ReadKeyMapping keys;
  private final ChangeTracker tracker;
  private final WriterQueue turns;
  private final EngineOptions options;
  private final StatusTracker status;

  /** Reports whether the watch could be started. */
  private final WatchReport starting;

  /** Held during the start, which may take as long as the store needs to fail. */
  private final ReentrantLock beginning = new ReentrantLock();

  private final AtomicLong nextTryNanos;
  private final List<Watched> subscriptions = new ArrayList<>();
  private volatile boolean begun;
  private boolean closed;
  private boolean failed;

  /** A watch of one range, and what the status learns from it. */
  private record Watched(Subscription subscription, WatchReport report) {
    void close() {
      subscription.close();
      report.close();
    }
  }

  public OltWatch(
      KeyValueStore store,
      ReadKeyMapping keys,
      ChangeTracker tracker,
      WriterQueue turns,
      EngineOptions options,
      StatusTracker status) {
    this.store = store;
    this.keys = keys;
    this.tracker = tracker;
    this.turns = turns;
    this.options = options;
    this.status = status;
    this.starting = status.watch();
    this.nextTryNanos = new AtomicLong(options.nanoClock().getAsLong());
  }

  /** Whether the watch is not started, and the caller should try it now. */
  boolean isDue() {
    long next = nextTryNanos.get();
    long now = options.nanoClock().getAsLong();
    return !begun && now - next >= 0 && nextTryNanos.compareAndSet(next, now + TRY_AGAIN.toNanos());
  }

  /**
   * Starts the watch, if it is not started. Blocks until the store has started it or failed.
   * Without a watch everything stays correct, but changes of other writers are noticed only by
   * conflicts.
   *
   * @return whether it was started just now: data read before may be stale
   */
  boolean begin() {
    if (!beginning.tryLock()) {
      return false;
    }
    try {
      if (begun) {
        return false;
      }
      List<Watched> made = new ArrayList<>();
      try {
        for (KeyRange range : keys.watched()) {
          made.add(watch(range, this::on));
        }
        made.add(watch(keys.turns(), turns::on));
      } catch (RuntimeException | Error e) {
        made.forEach(Watched::close);
        notBegun(e);
        return false;
      }
      return takeOver(made);
    } finally {
      beginning.unlock();
    }
  }

  private Watched watch(KeyRange range, Consumer<WatchEvent> onEvent) {
    WatchReport report = status.watch();
    Subscription subscription = store.watch(range, Position.now(), onEvent);
    subscription.onConnectionChange(report);
    return new Watched(subscription, report);
  }

  private void notBegun(Throwable e) {
    starting.notStarted();
    if (failed) {
      LOG.debug("an OLT still cannot be watched", e);
    } else {
      LOG.warn("an OLT cannot be watched now; trying again later: {}", e.toString());
    }
    failed = true;
  }

  private synchronized boolean takeOver(List<Watched> made) {
    if (closed) {
      made.forEach(Watched::close);
      return false;
    }
    starting.started();
    subscriptions.addAll(made);
    begun = true;
    failed = false;
    return true;
  }

  /** Whether the watch is started. */
  boolean hasBegun() {
    return begun;
  }

  /** Stops the watch; it may be started again. */
  synchronized void rest() {
    begun = false;
    starting.started();
    subscriptions.forEach(Watched::close);
    subscriptions.clear();
  }

  /** Stops the watch for good. */
  synchronized void close() {
    closed = true;
    rest();
  }

  private void on(WatchEvent event) {
    switch (event) {
      case WatchEvent.Change change -> {
        Optional<ReadKey> readKey = keys.readKeyOf(change.key());
        readKey.ifPresent(k -> tracker.changed(k, change.version()));
      }
      case WatchEvent.Resync again -> tracker.missedSome();
    }
  }
}
