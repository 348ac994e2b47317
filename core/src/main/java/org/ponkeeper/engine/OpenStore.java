package org.ponkeeper.engine;

import java.time.Duration;
import java.util.List;
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
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.WatchEvent;

/**
 * The store for calls that do not use the committers: they fail once the Ponkeeper is closed, and
 * closing waits for the store call that each of them is making. Reads in an open snapshot continue;
 * they change nothing.
 */
public final class OpenStore implements KeyValueStore {

  private final KeyValueStore store;
  private final Lifecycle lifecycle;

  public OpenStore(KeyValueStore store, Lifecycle lifecycle) {
    this.store = store;
    this.lifecycle = lifecycle;
  }

  @Override
  public KeyValueStore within(Duration time) {
    return new OpenStore(store.within(time), lifecycle);
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return lifecycle.call(() -> store.get(key));
  }

  @Override
  public Snapshot snapshot() {
    return lifecycle.call(store::snapshot);
  }

  @Override
  public TxnResult commit(Txn txn) {
    return lifecycle.call(() -> store.commit(txn));
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return lifecycle.call(() -> store.watch(range, from, onEvent));
  }

  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return lifecycle.call(() -> store.watchCommits(range, from, onEvent));
  }

  @Override
  public Health health() {
    return lifecycle.call(store::health);
  }

  @Override
  public List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
    return lifecycle.call(() -> store.list(ranges, options));
  }

  /** Does nothing: the code that opened the store closes it. */
  @Override
  public void close() {}
}
