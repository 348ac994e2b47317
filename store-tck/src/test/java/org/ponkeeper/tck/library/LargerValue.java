package org.ponkeeper.tck.library;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.tck.ForwardingStore;

/**
 * A store in which one value is larger than a transaction of ours can make it, as etcd may have.
 */
final class LargerValue extends ForwardingStore {

  private final Key key;

  LargerValue(KeyValueStore store, Key key) {
    super(store);
    this.key = key;
  }

  private KeyValue larger(KeyValue found) {
    return found.key().equals(key)
        ? new KeyValue(key, Bytes.wrap(new byte[(1 << 20) + 200_000]), found.version())
        : found;
  }

  @Override
  public Snapshot snapshot() {
    Snapshot snapshot = super.snapshot();
    return new Snapshot() {
      @Override
      public History history() {
        return snapshot.history();
      }

      @Override
      public Optional<KeyValue> get(Key asked) {
        return snapshot.get(asked).map(found -> larger(found));
      }

      @Override
      public Scan scan(List<KeyRange> ranges, ScanOptions options) {
        Scan scan = snapshot.scan(ranges, options);
        return new Scan() {
          @Override
          public boolean hasNext() {
            return scan.hasNext();
          }

          @Override
          public KeyValue next() {
            return larger(scan.next());
          }

          @Override
          public void close() {
            scan.close();
          }
        };
      }

      @Override
      public void close() {
        snapshot.close();
      }
    };
  }
}
