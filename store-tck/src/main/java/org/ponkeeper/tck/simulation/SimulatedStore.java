package org.ponkeeper.tck.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.WatchEvent;
import org.ponkeeper.store.testing.ForwardingStore;

/**
 * The store that all actors of a run share: an in-memory store that can be restored from a backup.
 * Its watches have no threads; the simulation decides when they deliver, so that a run is
 * repeatable.
 *
 * <p>Not thread-safe: one actor runs at a time.
 */
final class SimulatedStore extends ForwardingStore {

  private final MemoryStore memory;
  private final List<Watch> watches = new ArrayList<>();
  private int changes;

  SimulatedStore() {
    this(new MemoryStore());
  }

  private SimulatedStore(MemoryStore memory) {
    super(memory);
    this.memory = memory;
  }

  /** How often the content changed. */
  int changes() {
    return changes;
  }

  /** A backup of the present content. */
  MemoryStore.Backup backup() {
    return memory.backup();
  }

  /** Restores the content of the backup; see {@link MemoryStore#restore}. */
  void restore(MemoryStore.Backup backup) {
    memory.restore(backup);
    changes++;
    watches.forEach(watch -> watch.pending.add(new WatchEvent.Resync()));
  }

  @Override
  public TxnResult commit(Txn txn) {
    List<Key> there =
        txn.mutations().stream().map(Mutation::key).filter(key -> get(key).isPresent()).toList();
    TxnResult result = super.commit(txn);
    if (result instanceof TxnResult.Committed committed && !txn.mutations().isEmpty()) {
      changes++;
      for (Mutation mutation : txn.mutations()) {
        Key key = mutation.key();
        switch (mutation) {
          case Mutation.Put put -> tell(new WatchEvent.Written(key, committed.version()));
          case Mutation.Delete delete -> {
            if (there.contains(key)) {
              tell(new WatchEvent.Deleted(key, committed.version()));
            }
          }
        }
      }
    }
    return result;
  }

  private void tell(WatchEvent.Change change) {
    for (Watch watch : watches) {
      if (watch.range.contains(change.key())) {
        watch.pending.add(change);
      }
    }
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    Watch watch = new Watch(range, onEvent);
    if (from instanceof Position.After) {
      // This store keeps no past changes, so it reports that some may be missing.
      watch.pending.add(new WatchEvent.Resync());
    }
    watches.add(watch);
    return watch;
  }

  /** Delivers some of the waiting events: each watch has its own delay. */
  void deliverSome(SplittableRandom random) {
    List.copyOf(watches).stream()
        .filter(watch -> !watch.pending.isEmpty() && random.nextBoolean())
        .forEach(Watch::deliverNext);
  }

  /** Delivers all waiting events. */
  void deliverAll() {
    for (Watch watch : List.copyOf(watches)) {
      while (!watch.pending.isEmpty()) {
        watch.deliverNext();
      }
    }
  }

  private final class Watch implements Subscription {
    private final KeyRange range;
    private final Consumer<WatchEvent> onEvent;
    private final Queue<WatchEvent> pending = new ArrayDeque<>();

    Watch(KeyRange range, Consumer<WatchEvent> onEvent) {
      this.range = range;
      this.onEvent = onEvent;
    }

    void deliverNext() {
      onEvent.accept(pending.remove());
    }

    @Override
    public void close() {
      watches.remove(this);
      pending.clear();
    }
  }
}
