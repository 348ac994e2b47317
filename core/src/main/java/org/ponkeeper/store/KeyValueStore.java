package org.ponkeeper.store;

import java.util.List;
import java.util.Optional;

/**
 * Ordered keys with bytes, and guarded writes of several keys.
 *
 * <p><b>Threads.</b> Thread-safe. Every call blocks, and ends within the deadline that the store
 * was opened with.
 *
 * <p><b>Errors.</b> A call that fails throws {@link org.ponkeeper.error.StoreFailedException}. Its
 * outcome says whether nothing happened, or, for {@link #commit} only, that nobody knows. A closed
 * store throws {@link IllegalStateException}.
 *
 * <p><b>Closing.</b> Whoever opened a store closes it; a decorator closes what it decorates.
 */
public interface KeyValueStore extends AutoCloseable {

  /** The key, if it is there; sees every commit that ended before the call (linearizable). */
  Optional<KeyValue> get(Key key);

  /** Begins to read at one instant, no earlier than any commit that ended before the call. */
  Snapshot snapshot();

  /**
   * Makes all mutations if every condition holds, else none.
   *
   * @return committed, or the conflict
   */
  TxnResult commit(Txn txn);

  /**
   * Asks the store whether it answers, without writing.
   *
   * @return the answer; a store that does not answer fails as every call does
   */
  Health health();

  /** Frees what the store holds; calls under way end with an error. Safe to call twice. */
  @Override
  void close();

  /** Everything in the ranges at one instant, as a list. */
  default List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
    for (int attempt = 1; ; attempt++) {
      try (Snapshot snapshot = snapshot()) {
        return snapshot.scan(ranges, options).toList();
      } catch (SnapshotLostException e) {
        if (attempt == MAX_SNAPSHOTS) {
          throw e;
        }
      }
    }
  }

  /** How often a read that lost its snapshot is begun, in all. */
  int MAX_SNAPSHOTS = 3;
}
