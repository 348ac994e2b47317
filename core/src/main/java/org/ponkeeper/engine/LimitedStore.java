package org.ponkeeper.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.WatchEvent;

/**
 * The store for calls that callers make on their own threads: each ends within the {@linkplain
 * CallLimits limit} of its thread. A call that begins later fails without asking the store. A watch
 * that was started in time has no limit.
 */
public final class LimitedStore implements KeyValueStore {

  /** The limit of a thread is far away, or there is none. */
  private static final Duration UNLIMITED = Duration.ofDays(1);

  private final KeyValueStore store;
  private final CallLimits limits;

  public LimitedStore(KeyValueStore store, CallLimits limits) {
    this.store = store;
    this.limits = limits;
  }

  private KeyValueStore inTime() {
    Duration left = limits.left(UNLIMITED);
    if (left.isZero()) {
      throw StoreErrors.tooLate();
    }
    return left.equals(UNLIMITED) ? store : store.within(left);
  }

  /** A {@link CallDeadline} knows the limit. */
  @Override
  public KeyValueStore within(Duration time) {
    return store.within(time);
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return inTime().get(key);
  }

  @Override
  public Snapshot snapshot() {
    return inTime().snapshot();
  }

  @Override
  public <T> T read(Function<Snapshot, T> reader) {
    return inTime().read(reader);
  }

  @Override
  public List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
    return inTime().list(ranges, options);
  }

  @Override
  public TxnResult commit(Txn txn) {
    return inTime().commit(txn);
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return inTime().watch(range, from, onEvent);
  }

  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return inTime().watchCommits(range, from, onEvent);
  }

  @Override
  public Health health() {
    return inTime().health();
  }

  /** Does nothing: the code that opened the store closes it. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return store.toString();
  }
}
