package org.ponkeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.FactKeys;
import org.ponkeeper.plan.Fact;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.WatchEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the keys of an OLT whose change makes what is in memory stale: its record, pools and
 * claims, the templates and the reserved ids. Not its instances: whoever changes an owner writes
 * the pool. Beside them, the turns that other writers ask for.
 */
final class OltWatch {

  private static final Logger LOG = LoggerFactory.getLogger(OltWatch.class);

  private final KeyValueStore store;
  private final FactKeys keys;
  private final News news;
  private final WriterTurns turns;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private boolean closed;

  OltWatch(KeyValueStore store, FactKeys keys, News news, WriterTurns turns) {
    this.store = store;
    this.keys = keys;
    this.news = news;
    this.turns = turns;
  }

  /**
   * Begins, if it has not; a store that cannot be watched now is tried again the next time. Without
   * a watch everything stays right, but what others changed is noticed by a conflict only.
   */
  synchronized void begin() {
    if (closed || !subscriptions.isEmpty()) {
      return;
    }
    try {
      for (KeyRange range : keys.watched()) {
        subscriptions.add(store.watch(range, Position.now(), this::on));
      }
      subscriptions.add(store.watch(keys.turns(), Position.now(), turns::on));
    } catch (StoreFailedException e) {
      LOG.warn("an OLT cannot be watched now, which is tried again later: {}", e.toString());
      closeAll();
    }
  }

  /** Whether it has begun, or never will. */
  synchronized boolean hasBegun() {
    return closed || !subscriptions.isEmpty();
  }

  /** Ends. */
  synchronized void close() {
    closed = true;
    closeAll();
  }

  private void closeAll() {
    subscriptions.forEach(Subscription::close);
    subscriptions.clear();
  }

  private void on(WatchEvent event) {
    switch (event) {
      case WatchEvent.Change change -> {
        Optional<Fact> fact = keys.factOf(change.key());
        fact.ifPresent(f -> news.changed(f, change.version().token()));
      }
      case WatchEvent.ListAgain again -> news.missedSome();
    }
  }
}
