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
import org.ponkeeper.store.testing.ForwardingSnapshot;
import org.ponkeeper.store.testing.ForwardingStore;

/**
 * Bugs that such a library could have, planted between it and the store to show that each invariant
 * can fail.
 */
public enum PlantedBug {
  /** Writes without conditions, like a library that relies on a lock in one process. */
  NO_CONDITIONS(Invariant.NO_ID_HAS_TWO_OWNERS) {
    @Override
    Txn bend(Txn txn) {
      return new Txn(List.of(), txn.mutations());
    }
  },
  /** Stores the instance but not the pools. */
  POOLS_FORGOTTEN(Invariant.EVERY_OWNED_ID_IS_TAKEN) {
    @Override
    Txn bend(Txn txn) {
      return keep(txn, m -> !m.key().text().contains("_pool/"));
    }
  },
  /** Stores the pools but not the instance, like a crash between two writes. */
  INSTANCES_FORGOTTEN(Invariant.EVERY_TAKEN_ID_IS_OWNED) {
    @Override
    Txn bend(Txn txn) {
      return keep(txn, m -> !m.key().text().contains("/resource_instances/"));
    }
  },
  /** Writes an adapter's own data after the transaction, and crashes before that. */
  ADAPTER_DATA_FORGOTTEN(Invariant.ADAPTER_DATA_BELONG_TO_AN_INSTANCE) {
    @Override
    Txn bend(Txn txn) {
      return keep(txn, m -> !m.key().text().startsWith(Simulation.ADAPTER_PATH));
    }
  },
  /** Reports success, and does nothing. */
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
   * Stores only the bits of a pool's range: ids past its end, which the Go library allocates, are
   * lost.
   */
  POOLS_CUT_TO_RANGE(Mode.HAND_OVER, Invariant.EVERY_OWNED_ID_IS_TAKEN) {
    @Override
    Txn bend(Txn txn) {
      return rewrite(txn, "_pool/", PlantedBug::cutToRange);
    }
  },
  /**
   * Has no conditions on the pools: ids taken by a writer without conditions are allocated again.
   */
  POOLS_UNGUARDED(Mode.OVERLAP, Invariant.NO_TAKEN_ID_IS_HANDED_OUT) {
    @Override
    Txn bend(Txn txn) {
      return new Txn(
          txn.conditions().stream().filter(c -> !c.key().text().contains("_pool/")).toList(),
          txn.mutations());
    }
  },
  /** Reads only the instances of the first template. */
  INSTANCES_OVERLOOKED(Mode.OVERLAP, Invariant.EVERY_COLLISION_IS_NAMED) {
    @Override
    boolean overlooks(Key key) {
      return key.text().contains("/resource_instances/") && key.text().contains("/65/");
    }
  },
  /** Changes an ONU in two transactions, its id and owner first, and crashes before the second. */
  ONU_ID_FIRST(Mode.ONUS, Invariant.AN_ONU_CHANGES_AS_A_WHOLE) {
    @Override
    Txn bend(Txn txn) {
      boolean isOfOnuId = txn.mutations().stream().anyMatch(PlantedBug::isOfOnuId);
      return isOfOnuId ? keep(txn, PlantedBug::isOfOnuId) : txn;
    }

    @Override
    boolean passesOver(Invariant invariant) {
      // The adapter was told that the rest was done, too.
      return invariant == Invariant.WHAT_WAS_ACKNOWLEDGED_IS_THERE
          || invariant == Invariant.ANSWERS_WERE_TRUE;
    }
  },
  /** Deletes what it has in memory, without conditions. */
  DELETES_UNGUARDED(Mode.ETAGS, Invariant.ONLY_WHAT_WAS_READ_IS_DELETED) {
    @Override
    Txn bend(Txn txn) {
      boolean deletes =
          txn.mutations().stream()
              .anyMatch(m ->
                  m instanceof Mutation.Delete && m.key().text().contains("/resource_instances/"));
      return deletes ? new Txn(List.of(), txn.mutations()) : txn;
    }

    @Override
    boolean passesOver(Invariant invariant) {
      // It breaks the pools too, and earlier.
      return invariant != Invariant.ONLY_WHAT_WAS_READ_IS_DELETED;
    }
  },
  /** Does not notice that the store was restored; only the compared values protect commits. */
  FORK_UNNOTICED(Mode.RESTORES, Invariant.READS_ARE_OF_THE_STORES_HISTORY) {
    @Override
    KeyValueStore before(KeyValueStore store) {
      return new UnnoticedFork(store, true);
    }
  },
  /** The same without comparing values: an equal version is enough. */
  FORK_UNNOTICED_AND_VALUES_NOT_COMPARED(Mode.RESTORES, Invariant.NO_ID_HAS_TWO_OWNERS) {
    @Override
    KeyValueStore before(KeyValueStore store) {
      return new UnnoticedFork(store, false);
    }

    @Override
    boolean passesOver(Invariant invariant) {
      // Runs with this bug violate these invariants too, and earlier.
      return invariant == Invariant.READS_ARE_OF_THE_STORES_HISTORY
          || invariant == Invariant.EVERY_TAKEN_ID_IS_OWNED;
    }
  },
  /**
   * Reports that a watch is active, but starts it later: the first events are lost, without a
   * notice.
   */
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

  /** The number of events lost before a watch starts. */
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

  /** The mode in which the bug shows. */
  public Mode mode() {
    return mode;
  }

  /** The invariant that the bug breaks first. */
  public Invariant broken() {
    return broken;
  }

  /** Whether a run with the bug continues although the invariant does not hold. */
  boolean passesOver(Invariant invariant) {
    return false;
  }

  /** The transaction that is committed instead. */
  Txn bend(Txn txn) {
    return txn;
  }

  /** Replaces the consumer of a watch. */
  Consumer<WatchEvent> watched(Consumer<WatchEvent> onEvent) {
    return onEvent;
  }

  /** Whether scans omit the key. */
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

  /** The transaction with changed values of the keys that contain that text. */
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

  private static boolean isOfOnuId(Mutation mutation) {
    String key = mutation.key().text();
    return key.contains("/onu_id_pool/") || (key.contains("/claims/") && key.contains("/onu/"));
  }

  private static Txn keep(Txn txn, Predicate<Mutation> which) {
    return new Txn(txn.conditions(), txn.mutations().stream().filter(which).toList());
  }

  /** The store with the bug. */
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
        // A commit without mutations may return an old version; a library must not depend on it.
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
