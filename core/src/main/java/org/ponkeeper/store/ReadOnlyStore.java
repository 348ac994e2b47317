package org.ponkeeper.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;

/**
 * A decorator that rejects writes: a commit with mutations fails with {@link
 * ErrorCode#STORE_DENIED} and does not reach the store. All other calls are passed to the store.
 *
 * <p>Thread-safe if the store is. Closing it closes the store.
 */
public final class ReadOnlyStore implements KeyValueStore {

  private final KeyValueStore store;

  private ReadOnlyStore(KeyValueStore store) {
    this.store = store;
  }

  /** A read-only view of the store. */
  public static KeyValueStore of(KeyValueStore store) {
    return new ReadOnlyStore(store);
  }

  @Override
  public KeyValueStore within(Duration time) {
    return new ReadOnlyStore(store.within(time));
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
    if (!txn.mutations().isEmpty()) {
      throw new StoreFailedException(ErrorCode.STORE_DENIED)
          .with("reason", "the store was opened for reading only")
          .remedy("nothing happened; open the store for writing");
    }
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
  public List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
    return store.list(ranges, options);
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return store + " read-only";
  }
}
