package org.ponkeeper.store;

import java.util.List;
import java.util.Optional;

/**
 * What a store held at one instant. Several reads that belong together go through one snapshot: an
 * engine that has instants (SQLite, etcd) answers all of them as of the first.
 *
 * <p>For one thread at a time; close it soon, engines keep old data for its sake. A read blocks, at
 * most for the store's deadline; it fails with {@link org.ponkeeper.error.StoreFailedException}.
 * {@link SnapshotLostException} says that the engine no longer has that instant: drop what was read
 * and begin anew with another snapshot, at most three times.
 */
public interface Snapshot extends AutoCloseable {

  /** The history that this reads from; certain once there was an answer. */
  History history();

  /** The key, if it is there. */
  Optional<KeyValue> get(Key key);

  /**
   * The keys of the ranges in the order of the ranges, and in key order within each. Close the scan
   * before the next read.
   */
  Scan scan(List<KeyRange> ranges, ScanOptions options);

  @Override
  void close();
}
