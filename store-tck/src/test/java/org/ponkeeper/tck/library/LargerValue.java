package org.ponkeeper.tck.library;

import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.testing.ForwardingSnapshot;
import org.ponkeeper.store.testing.ForwardingStore;

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
    return ForwardingSnapshot.mapping(super.snapshot(), this::larger);
  }
}
