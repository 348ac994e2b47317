package org.ponkeeper.store;

import java.util.List;
import java.util.Optional;

/**
 * The content of a store at one instant. Use one snapshot for reads that belong together: an engine
 * with snapshots (SQLite, etcd) answers all of them as of the first.
 *
 * <p>For one thread at a time. Close it soon: the engine keeps old data for it. A read blocks at
 * most for the store's deadline and fails with {@link org.ponkeeper.error.StoreFailedException}.
 * {@link SnapshotLostException} means that the engine no longer has that instant: discard what was
 * read and start again with another snapshot, at most three times.
 */
public interface Snapshot extends AutoCloseable {

  /** The history that this snapshot reads from; only reliable after the first result. */
  History history();

  /** The key and its value, if the key exists. */
  Optional<KeyValue> get(Key key);

  /**
   * Scans the ranges in the given order, and the keys of each in key order. Close the scan before
   * the next read.
   */
  Scan scan(List<KeyRange> ranges, ScanOptions options);

  @Override
  void close();
}
