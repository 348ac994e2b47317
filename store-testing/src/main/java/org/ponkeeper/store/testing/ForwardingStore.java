package org.ponkeeper.store.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.WatchEvent;

/**
 * Forwards every call to another store, for subclasses that override some of them. Thread-safe if
 * the other store is, and closes it when closed.
 */
public abstract class ForwardingStore implements KeyValueStore {

  private final KeyValueStore store;

  /** Forwards to that store. */
  protected ForwardingStore(KeyValueStore store) {
    this.store = store;
  }

  /** This store, without another time limit, so that overridden methods are always used. */
  @Override
  public KeyValueStore within(Duration time) {
    return this;
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return store.get(key);
  }

  @Override
  public Snapshot snapshot() {
    return store.snapshot();
  }

  @Override
  public TxnResult commit(Txn txn) {
    return store.commit(txn);
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return store.watch(range, from, onEvent);
  }

  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return store.watchCommits(range, from, onEvent);
  }

  @Override
  public Health health() {
    return store.health();
  }

  @Override
  public void close() {
    store.close();
  }
}
