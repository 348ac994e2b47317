package org.ponkeeper.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
   * Watches the keys of a range for changes, by whomever.
   *
   * <p><b>What is promised.</b> When this returns, the watch stands: no change from {@code from} on
   * is missed without a {@link WatchEvent.ListAgain}, whatever happens to the store or the
   * connection meanwhile. Changes come in the order of their versions, each once; those of one
   * commit in any order. A change may come late, in an outage as late as that ends.
   *
   * <p><b>Threads.</b> Each watch calls its consumer on a virtual thread of its own, one event at a
   * time; the first may come before this returns. The consumer must not block for long: while it
   * does, its later events wait, and may in the end become a <em>list again</em>. What it throws
   * goes to the thread's handler of uncaught exceptions, and the watch goes on.
   *
   * @param onEvent the consumer
   * @return the watch; whoever asked for it closes it, and closing the store does too
   * @throws org.ponkeeper.error.StoreFailedException if the watch cannot be made now; later
   *     failures of the store are not told, the watch goes on when the store is back
   */
  Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent);

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
