package org.ponkeeper.tck;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.WatchEvent;

/** Counts what is asked of a store. Thread-safe, as the store is; closing it closes the store. */
public final class CountingStore implements KeyValueStore {

  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong keysRead = new AtomicLong();
  private final AtomicLong conflicts = new AtomicLong();

  private final KeyValueStore store;

  /** Counts from 0. */
  public CountingStore(KeyValueStore store) {
    this.store = store;
  }

  /** How many reads and commits were asked for; a scan counts once for each of its ranges. */
  public long requests() {
    return requests.get();
  }

  /** How many keys scans gave. */
  public long keysRead() {
    return keysRead.get();
  }

  /** How many commits ended with a conflict. */
  public long conflicts() {
    return conflicts.get();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    requests.incrementAndGet();
    return store.get(key);
  }

  @Override
  public Snapshot snapshot() {
    Snapshot snapshot = store.snapshot();
    return new Snapshot() {
      @Override
      public Optional<KeyValue> get(Key key) {
        requests.incrementAndGet();
        return snapshot.get(key);
      }

      @Override
      public Scan scan(List<KeyRange> ranges, ScanOptions options) {
        requests.addAndGet(ranges.size());
        return counted(snapshot.scan(ranges, options));
      }

      @Override
      public void close() {
        snapshot.close();
      }
    };
  }

  private Scan counted(Scan scan) {
    return new Scan() {
      @Override
      public boolean hasNext() {
        return scan.hasNext();
      }

      @Override
      public KeyValue next() {
        keysRead.incrementAndGet();
        return scan.next();
      }

      @Override
      public void close() {
        scan.close();
      }
    };
  }

  @Override
  public TxnResult commit(Txn txn) {
    requests.incrementAndGet();
    TxnResult result = store.commit(txn);
    if (result instanceof TxnResult.Conflict) {
      conflicts.incrementAndGet();
    }
    return result;
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return store.watch(range, from, onEvent);
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
