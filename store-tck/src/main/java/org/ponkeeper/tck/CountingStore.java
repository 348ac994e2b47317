package org.ponkeeper.tck;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingScan;
import org.ponkeeper.store.testing.ForwardingSnapshot;
import org.ponkeeper.store.testing.ForwardingStore;

/** Counts the calls of a store. Thread-safe if the store is; closing it closes the store. */
public final class CountingStore extends ForwardingStore {

  private final List<KeyRange> scanned = new CopyOnWriteArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong keysRead = new AtomicLong();
  private final AtomicLong conflicts = new AtomicLong();

  /** Counts from 0. */
  public CountingStore(KeyValueStore store) {
    super(store);
  }

  /** The number of reads and commits; a scan counts once for each of its ranges. */
  public long requests() {
    return requests.get();
  }

  /** The number of keys that scans returned. */
  public long keysRead() {
    return keysRead.get();
  }

  /** The ranges that were scanned. */
  public List<KeyRange> scanned() {
    return List.copyOf(scanned);
  }

  /** The number of commits that ended with a conflict. */
  public long conflicts() {
    return conflicts.get();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    requests.incrementAndGet();
    return super.get(key);
  }

  @Override
  public Snapshot snapshot() {
    return new ForwardingSnapshot(super.snapshot()) {
      @Override
      public Optional<KeyValue> get(Key key) {
        requests.incrementAndGet();
        return super.get(key);
      }

      @Override
      public Scan scan(List<KeyRange> ranges, ScanOptions options) {
        requests.addAndGet(ranges.size());
        scanned.addAll(ranges);
        return counted(super.scan(ranges, options));
      }
    };
  }

  private Scan counted(Scan scan) {
    return new ForwardingScan(scan) {
      @Override
      public KeyValue next() {
        keysRead.incrementAndGet();
        return super.next();
      }
    };
  }

  @Override
  public TxnResult commit(Txn txn) {
    requests.incrementAndGet();
    TxnResult result = super.commit(txn);
    if (result instanceof TxnResult.Conflict) {
      conflicts.incrementAndGet();
    }
    return result;
  }
}
