package org.ponkeeper.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A decorator that shows what changes would do. A commit checks its conditions against the store
 * and the earlier commits on this object, and keeps the changes in memory; the store is only read.
 * So every operation decides as it does on the store itself, and is refused for the same reasons.
 *
 * <p>Reads see the store with these changes. If other writers change the store meanwhile, their
 * changes to other keys are seen too. A watch reports the changes in the store, not those kept
 * here. Memory: the keys and values written, and 100 bytes for each.
 *
 * <p>Thread-safe if the store is. Blocks and fails as the store's reads do. Closing it closes the
 * store.
 */
public final class PreviewStore implements KeyValueStore {

  private final KeyValueStore store;
  private final PreviewChanges changes;

  private PreviewStore(KeyValueStore store, PreviewChanges changes) {
    this.store = store;
    this.changes = changes;
  }

  /** A preview without changes; the store may be a read-only one. */
  public static PreviewStore over(KeyValueStore store) {
    return new PreviewStore(requireNonNull(store, "store"), new PreviewChanges());
  }

  @Override
  public KeyValueStore within(Duration time) {
    return new PreviewStore(store.within(time), changes);
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    PreviewChanges.Change change = changes.find(key);
    return change == null ? store.get(key) : change.read(store.history());
  }

  @Override
  public Snapshot snapshot() {
    return changes.whileLocked(() -> new PreviewSnapshot(store.snapshot(), changes.keep()));
  }

  @Override
  public TxnResult commit(Txn txn) {
    return changes.whileLocked(() -> {
      List<Condition> ofStore = new ArrayList<>();
      Set<Key> broken = new LinkedHashSet<>();
      for (Condition condition : txn.conditions()) {
        PreviewChanges.Change change = changes.find(condition.key());
        if (change == null) {
          ofStore.add(condition);
        } else if (!condition.holds(change.read(store.history()))) {
          broken.add(condition.key());
        }
      }
      return switch (store.commit(new Txn(ofStore, List.of()))) {
        case TxnResult.Conflict(Set<Key> keys) -> {
          broken.addAll(keys);
          // No keys: the store cannot tell which, so there may be others than these.
          yield new TxnResult.Conflict(keys.isEmpty() ? keys : broken);
        }
        case TxnResult.Committed committed when !broken.isEmpty() -> new TxnResult.Conflict(broken);
        case TxnResult.Committed committed when txn.mutations().isEmpty() -> committed;
        case TxnResult.Committed(Version of) ->
            new TxnResult.Committed(new Version(of.history(), changes.add(txn.mutations())));
      };
    });
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return store.watch(range, from, onEvent);
  }

  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return store.watchCommits(range, from, onEvent);
  }

  @Override
  public Health health() {
    return store.health();
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return "preview of " + store;
  }

  /** The store at one instant, with the changes up to a token. */
  private final class PreviewSnapshot implements Snapshot {
    private final Snapshot base;
    private final long last;
    private boolean closed;

    PreviewSnapshot(Snapshot base, long last) {
      this.base = base;
      this.last = last;
    }

    @Override
    public History history() {
      return base.history();
    }

    @Override
    public Optional<KeyValue> get(Key key) {
      PreviewChanges.Change change = changes.find(key, last);
      return change == null ? base.get(key) : change.read(base.history());
    }

    @Override
    public Scan scan(List<KeyRange> ranges, ScanOptions options) {
      return new PreviewScan(base, changes, last, ranges, options);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        changes.release();
      }
      base.close();
    }
  }
}
