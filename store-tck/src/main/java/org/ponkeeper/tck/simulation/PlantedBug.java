package org.ponkeeper.tck.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;
import org.ponkeeper.tck.ForwardingSnapshot;
import org.ponkeeper.tck.ForwardingStore;

/**
 * Mistakes that a library like this could make, made on purpose between it and the store: each
 * shows that an invariant can fail.
 */
public enum PlantedBug {
  /** Writes without conditions, as a lock in one process would allow. */
  NO_CONDITIONS(Invariant.NO_ID_HAS_TWO_OWNERS) {
    @Override
    Txn bend(Txn txn) {
      return new Txn(List.of(), txn.mutations());
    }
  },
  /** Stores the instance and forgets the pools. */
  POOLS_FORGOTTEN(Invariant.EVERY_OWNED_ID_IS_TAKEN) {
    @Override
    Txn bend(Txn txn) {
      return keep(txn, m -> !m.key().text().contains("_pool/"));
    }
  },
  /** Stores the pools and, as a crash between two writes would, not the instance. */
  INSTANCES_FORGOTTEN(Invariant.EVERY_TAKEN_ID_IS_OWNED) {
    @Override
    Txn bend(Txn txn) {
      return keep(txn, m -> !m.key().text().contains("/resource_instances/"));
    }
  },
  /** Writes an adapter's own data after the transaction, and crashes before. */
  ADAPTER_DATA_FORGOTTEN(Invariant.ADAPTER_DATA_BELONG_TO_AN_INSTANCE) {
    @Override
    Txn bend(Txn txn) {
      return keep(txn, m -> !m.key().text().startsWith(Simulation.ADAPTER_PATH));
    }
  },
  /** Says that it was done, and does nothing. */
  ACKNOWLEDGED_BUT_LOST(Invariant.WHAT_WAS_ACKNOWLEDGED_IS_THERE) {
    @Override
    Txn bend(Txn txn) {
      return new Txn(txn.conditions(), List.of());
    }
  },
  /** Stores instances that cannot be read again. */
  VALUES_GARBLED(Invariant.LOADING_AGAIN_GIVES_THE_SAME_STATE) {
    @Override
    Txn bend(Txn txn) {
      return rewrite(txn, "/resource_instances/", value -> Bytes.utf8("garbled"));
    }
  },
  /**
   * Stores only the bits of a pool's range: ids past its end, as the Go library gives, are lost.
   */
  POOLS_CUT_TO_RANGE(Mode.HAND_OVER, Invariant.EVERY_OWNED_ID_IS_TAKEN) {
    @Override
    Txn bend(Txn txn) {
      return rewrite(txn, "_pool/", PlantedBug::cutToRange);
    }
  },
  /** Makes no condition of the pools: what a writer without conditions took is handed out again. */
  POOLS_UNGUARDED(Mode.OVERLAP, Invariant.NO_TAKEN_ID_IS_HANDED_OUT) {
    @Override
    Txn bend(Txn txn) {
      return new Txn(
          txn.conditions().stream().filter(c -> !c.key().text().contains("_pool/")).toList(),
          txn.mutations());
    }
  },
  /** Reads the instances of the first template only. */
  INSTANCES_OVERLOOKED(Mode.OVERLAP, Invariant.EVERY_COLLISION_IS_NAMED) {
    @Override
    boolean overlooks(Key key) {
      return key.text().contains("/resource_instances/") && key.text().contains("/65/");
    }
  },
  /** Does not notice that the store was restored; only values defend what is committed. */
  FORK_UNNOTICED(Mode.RESTORES, Invariant.READS_ARE_OF_THE_STORES_HISTORY) {
    @Override
    KeyValueStore before(KeyValueStore store) {
      return new UnnoticedFork(store, true);
    }
  },
  /** The same without the second defence: an equal version is enough. */
  FORK_UNNOTICED_AND_VALUES_NOT_COMPARED(Mode.RESTORES, Invariant.NO_ID_HAS_TWO_OWNERS) {
    @Override
    KeyValueStore before(KeyValueStore store) {
      return new UnnoticedFork(store, false);
    }

    @Override
    boolean passesOver(Invariant invariant) {
      // These are broken more often, and sooner.
      return invariant == Invariant.READS_ARE_OF_THE_STORES_HISTORY
          || invariant == Invariant.EVERY_TAKEN_ID_IS_OWNED;
    }
  },
  /** Says that a watch stands, and begins late: the first events are lost, and it says nothing. */
  WATCH_BEGINS_LATE(Mode.LATE_WATCHES, Invariant.NOTHING_IS_STALE_FOR_EVER) {
    @Override
    Consumer<WatchEvent> watched(Consumer<WatchEvent> onEvent) {
      int[] lost = {0};
      return event -> {
        if (lost[0] < MOST_LOST_EVENTS) {
          lost[0]++;
        } else {
          onEvent.accept(event);
        }
      };
    }
  };

  /** How many events are lost before a watch begins late. */
  private static final int MOST_LOST_EVENTS = 20;

  private final Mode mode;
  private final Invariant broken;

  PlantedBug(Invariant broken) {
    this(Mode.PONKEEPERS, broken);
  }

  PlantedBug(Mode mode, Invariant broken) {
    this.mode = mode;
    this.broken = broken;
  }

  /** Who must work on the OLT for the bug to show. */
  public Mode mode() {
    return mode;
  }

  /** The invariant that the bug breaks first. */
  public Invariant broken() {
    return broken;
  }

  /** Whether a run with the bug goes on although the invariant does not hold. */
  boolean passesOver(Invariant invariant) {
    return false;
  }

  /** What is committed in place of the transaction. */
  Txn bend(Txn txn) {
    return txn;
  }

  /** Takes the events of a watch in place of the library. */
  Consumer<WatchEvent> watched(Consumer<WatchEvent> onEvent) {
    return onEvent;
  }

  /** Whether scans leave the key out. */
  boolean overlooks(Key key) {
    return false;
  }

  private static Bytes cutToRange(Bytes value) {
    if (!(PoolCodec.decode(value) instanceof Reading.Read<ResourcePool> read)) {
      return value;
    }
    ResourcePool pool = read.value();
    List<Integer> past = pool.taken().filter(id -> !pool.range().contains(id)).boxed().toList();
    return PoolCodec.encode(pool.release(past));
  }

  /** The transaction with other values for what it puts under keys with that text in them. */
  private static Txn rewrite(Txn txn, String inKey, UnaryOperator<Bytes> other) {
    List<Mutation> mutations =
        txn.mutations().stream()
            .map(m ->
                m instanceof Mutation.Put put && put.key().text().contains(inKey)
                    ? new Mutation.Put(put.key(), other.apply(put.value()))
                    : m)
            .toList();
    return new Txn(txn.conditions(), mutations);
  }

  private static Txn keep(Txn txn, Predicate<Mutation> which) {
    return new Txn(txn.conditions(), txn.mutations().stream().filter(which).toList());
  }

  /** The store with the bug before it. */
  KeyValueStore before(KeyValueStore store) {
    return new ForwardingStore(store) {
      @Override
      public Snapshot snapshot() {
        return overlooking(super.snapshot());
      }

      @Override
      public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
        return super.watch(range, from, watched(onEvent));
      }

      @Override
      public TxnResult commit(Txn txn) {
        TxnResult result = super.commit(bend(txn));
        // A commit without mutations may answer with an old version; a library must not notice.
        return result instanceof TxnResult.Committed committed
            ? new TxnResult.Committed(
                new Version(
                    committed.version().history(), Math.max(committed.version().token(), 1)))
            : result;
      }
    };
  }

  private Snapshot overlooking(Snapshot snapshot) {
    return new ForwardingSnapshot(snapshot) {
      @Override
      public Scan scan(List<KeyRange> ranges, ScanOptions options) {
        Scan scan = super.scan(ranges, options);
        return options.equals(ScanOptions.ALL) ? overlooking(scan) : scan;
      }
    };
  }

  private Scan overlooking(Scan scan) {
    Iterator<KeyValue> seen = scan.toList().stream().filter(kv -> !overlooks(kv.key())).iterator();
    return new Scan() {
      @Override
      public boolean hasNext() {
        return seen.hasNext();
      }

      @Override
      public KeyValue next() {
        return seen.next();
      }

      @Override
      public void close() {}
    };
  }
}
