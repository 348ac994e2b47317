package org.ponkeeper.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;

/**
 * An ordered key-value store with conditional multi-key transactions.
 *
 * <p><b>Threads.</b> Thread-safe. Every call blocks, and ends within the deadline that the store
 * was opened with.
 *
 * <p><b>Errors.</b> A call that fails throws {@link org.ponkeeper.error.StoreFailedException}. Its
 * outcome says that nothing happened, or, for {@link #commit} and the methods built on it, that the
 * outcome is unknown. A closed store throws {@link StoreClosedException}; the call then changed
 * nothing.
 *
 * <p><b>Closing.</b> The code that opens a store closes it. Closing a decorator closes the
 * decorated store.
 */
public interface KeyValueStore extends AutoCloseable {

  /**
   * The same store for one piece of work: all calls on it together end within {@code time} from
   * now, and each within the store's own deadline. A call that begins later fails at once with
   * {@link org.ponkeeper.error.ErrorCode#STORE_UNAVAILABLE}. Does not block. The result need not be
   * closed; closing it closes the store.
   *
   * @param time greater than 0
   */
  KeyValueStore within(Duration time);

  /**
   * The history of the store's current content, as far as this object knows. Makes no request and
   * does not block.
   *
   * <p>A new history starts when this object finds that the store does not continue the history
   * that it has read from: the store was restored from a backup or replaced, or the URL leads to
   * another one. Data read before is then no longer valid. Every watch delivers {@link
   * WatchEvent.Resync}, and a condition on a {@link Version} of an older history does not hold.
   */
  History history();

  /**
   * The key and its value, if the key exists. Sees every commit that ended before the call
   * (linearizable).
   */
  Optional<KeyValue> get(Key key);

  /**
   * Opens a view of the store at one instant, no earlier than any commit that ended before the
   * call.
   */
  Snapshot snapshot();

  /**
   * Applies all mutations if every condition holds, otherwise none.
   *
   * @return committed, or the conflict
   */
  TxnResult commit(Txn txn);

  /**
   * Watches the keys of a range for changes by any writer.
   *
   * <p><b>What is promised.</b> When this method returns, the watch is active: no change from
   * {@code from} on is missed without a {@link WatchEvent.Resync}, even if the store fails or the
   * connection breaks. Changes are delivered in the order of their versions, each once; those of
   * one commit in any order. A change may be delivered late: during an outage, only after its end.
   *
   * <p><b>Threads.</b> Each watch calls its consumer on a virtual thread of its own, one event at a
   * time; the first call may come before this method returns. The consumer must not block for long:
   * its later events wait, and may finally be replaced by a {@link WatchEvent.Resync}. An exception
   * of the consumer goes to the thread's uncaught exception handler, and the watch continues.
   *
   * @param onEvent the consumer
   * @return the watch; the caller closes it, and closing the store does so too
   * @throws org.ponkeeper.error.StoreFailedException if the watch cannot be started now. Later
   *     failures of the store are not reported: the watch continues when the store is available
   *     again
   */
  Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent);

  /**
   * Like {@link #watch}, but delivers all changes of one commit together, with the values written,
   * and with a {@link Bookmark} from which any process can continue.
   *
   * @param onEvent the consumer
   * @return the watch; the caller closes it, and closing the store does so too
   * @throws org.ponkeeper.error.StoreFailedException if the watch cannot be started now
   * @throws org.ponkeeper.error.InvalidRequestException {@code BOOKMARK_INVALID} if it begins after
   *     a bookmark that names this engine but was not made by it
   */
  Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent);

  /**
   * Checks whether the store answers, without writing.
   *
   * @return the answer; if the store does not answer, this fails like any other call
   */
  Health health();

  /**
   * Releases the store's resources. Calls in progress return or fail: with {@link
   * StoreClosedException} only if they changed nothing; a commit whose outcome is unknown fails
   * with {@code OUTCOME_UNKNOWN}. May be called twice.
   */
  @Override
  void close();

  /**
   * Reads at one instant. If the engine no longer has that instant, the reader is called again with
   * a later one, at most {@value #MAX_SNAPSHOTS} times in all; what it read before is then no
   * longer valid.
   *
   * @throws StoreFailedException {@code STORE_UNAVAILABLE} if the instant was lost each time;
   *     otherwise any exception of the reader
   */
  default <T> T read(Function<Snapshot, T> reader) {
    for (int attempt = 1; ; attempt++) {
      try (Snapshot snapshot = snapshot()) {
        return reader.apply(snapshot);
      } catch (SnapshotLostException e) {
        if (attempt == MAX_SNAPSHOTS) {
          throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, e)
              .with(
                  "reason",
                  "the store's history was cut %s times while it was read"
                      .formatted(MAX_SNAPSHOTS));
        }
      }
    }
  }

  /** All keys of the ranges at one instant, as a list; fails like {@link #read}. */
  default List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
    return read(snapshot -> snapshot.scan(ranges, options).toList());
  }

  /** Whether the key exists; its value is not read. */
  default boolean exists(Key key) {
    return !list(List.of(KeyRange.of(key)), ScanOptions.KEYS_ONLY).isEmpty();
  }

  /** The keys of a range at one instant, in order; their values are not read. */
  default List<Key> keys(KeyRange range) {
    return list(List.of(range), ScanOptions.KEYS_ONLY).stream().map(KeyValue::key).toList();
  }

  /**
   * Writes one key, unconditionally. To protect changes of other writers, commit a {@link Txn} with
   * a {@link Condition} instead.
   *
   * @return the new version of the key
   */
  default Version put(Key key, Bytes value) {
    return unguarded(Txn.put(key, value));
  }

  /** Deletes one key, unconditionally; succeeds if it is absent. */
  default void delete(Key key) {
    unguarded(Txn.delete(key));
  }

  /**
   * Deletes every key of a range, in transactions of at most {@value Txn#MAX_MUTATIONS} keys. A key
   * that another writer writes meanwhile may be deleted or remain.
   *
   * <p>Each transaction has its own deadline; the call as a whole has none. After an error some of
   * the keys are deleted and some are not; another call continues.
   *
   * @return the number of keys deleted
   */
  default long deleteAll(KeyRange range) {
    long deleted = 0;
    KeyRange rest = range;
    while (true) {
      List<Key> some =
          list(List.of(rest), ScanOptions.KEYS_ONLY.limit(Txn.MAX_MUTATIONS)).stream()
              .map(KeyValue::key)
              .toList();
      if (some.isEmpty()) {
        return deleted;
      }
      unguarded(new Txn(List.of(), some.stream().<Mutation>map(Mutation.Delete::new).toList()));
      deleted += some.size();
      // Only moves forward, so that it ends even if other writers add keys.
      rest = KeyRange.from(some.getLast().text() + '\0', range);
    }
  }

  /**
   * A view of the keys that begin with a prefix; it names each key by the part after the prefix.
   *
   * @param prefix ends with a slash
   */
  default StoreView view(String prefix) {
    return new StoreView(this, prefix);
  }

  private Version unguarded(Txn txn) {
    return switch (commit(txn)) {
      case TxnResult.Committed committed -> committed.version();
      case TxnResult.Conflict conflict ->
          throw new IllegalStateException("a conflict without a condition");
    };
  }

  /** How many snapshots a read tries in all. */
  int MAX_SNAPSHOTS = 3;
}
