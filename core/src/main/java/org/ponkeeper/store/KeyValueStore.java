package org.ponkeeper.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;

/**
 * Ordered keys with bytes, and guarded writes of several keys.
 *
 * <p><b>Threads.</b> Thread-safe. Every call blocks, and ends within the deadline that the store
 * was opened with.
 *
 * <p><b>Errors.</b> A call that fails throws {@link org.ponkeeper.error.StoreFailedException}. Its
 * outcome says whether nothing happened, or, for {@link #commit} and what stands on it, that nobody
 * knows. A closed store throws {@link StoreClosedException}; then the call changed nothing.
 *
 * <p><b>Closing.</b> The opener of a store closes it; a decorator closes what it decorates.
 */
public interface KeyValueStore extends AutoCloseable {

  /**
   * The same store for one piece of work: all calls on it together end within {@code time} from
   * now, and each within the store's own deadline. A call that begins later than that fails at once
   * with {@link org.ponkeeper.error.ErrorCode#STORE_UNAVAILABLE}. Blocks for nothing and needs no
   * closing; closing it closes the store.
   *
   * @param time greater than 0
   */
  KeyValueStore within(Duration time);

  /**
   * The history of what the store holds now, as far as it knows; makes no request and does not
   * block.
   *
   * <p>The store begins a new history when it finds that what answers does not continue the one
   * that it has read from: it was restored from a backup, replaced, or the URL leads to another
   * one. Then nothing that was read before may be relied on. Every watch delivers {@link
   * WatchEvent.Resync}, and a condition on a {@link Version} of an older history does not hold.
   */
  History history();

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
   * is missed without a {@link WatchEvent.Resync}, whatever happens to the store or the connection
   * meanwhile. Changes come in the order of their versions, each once; those of one commit in any
   * order. A change may come late, in an outage as late as that ends.
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

  /**
   * Frees what the store holds. Calls under way end with an answer or an error: with {@link
   * StoreClosedException} only if they changed nothing; a commit whose outcome is then unknown ends
   * with {@code OUTCOME_UNKNOWN}. Safe to call twice.
   */
  @Override
  void close();

  /**
   * Reads at one instant. Where the engine no longer has that instant, the reader is called again
   * with a later one, at most {@value #MAX_SNAPSHOTS} times in all; what it read before is void.
   *
   * @throws StoreFailedException {@code STORE_UNAVAILABLE} if the instant was lost each time; else
   *     what the reader throws
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

  /** Everything in the ranges at one instant, as a list; errors as {@link #read}. */
  default List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
    return read(snapshot -> snapshot.scan(ranges, options).toList());
  }

  /** Whether the key is there; its value is not read. */
  default boolean exists(Key key) {
    return !list(List.of(KeyRange.of(key)), ScanOptions.KEYS_ONLY).isEmpty();
  }

  /** The keys of a range at one instant, in order; their values are not read. */
  default List<Key> keys(KeyRange range) {
    return list(List.of(range), ScanOptions.KEYS_ONLY).stream().map(KeyValue::key).toList();
  }

  /**
   * Writes one key, whatever is there. Whoever must not overwrite what others write meanwhile
   * commits a {@link Txn} with a {@link Condition} instead.
   *
   * @return the version that it has now
   */
  default Version put(Key key, Bytes value) {
    return unguarded(Txn.put(key, value));
  }

  /** Removes one key, whatever is there; one that is absent is fine. */
  default void delete(Key key) {
    unguarded(Txn.delete(key));
  }

  /**
   * Removes every key of a range, in transactions of at most {@value Txn#MAX_MUTATIONS} keys. A key
   * that others write while this runs may be removed or stay.
   *
   * <p>Each transaction has a deadline of its own, all together have none. After an error some of
   * the keys are gone and some are not; calling again goes on.
   *
   * @return how many keys were there and are removed
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
      // Goes forward only, so that it ends whatever others write.
      rest = KeyRange.from(some.getLast().text() + '\0', range);
    }
  }

  /**
   * The keys that begin with a prefix, by what follows it.
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

  /** How often a read that lost its snapshot is begun, in all. */
  int MAX_SNAPSHOTS = 3;
}
