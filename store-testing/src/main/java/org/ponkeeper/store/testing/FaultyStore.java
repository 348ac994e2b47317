package org.ponkeeper.store.testing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.SkippedKeys;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.WatchEvent;

/**
 * A decorator that injects faults into a store according to a {@link FaultPlan}, and yields to
 * other actors where a real store would block.
 *
 * <p><b>The yield point</b> runs before each call, before its fault is selected, and once more
 * after a commit was applied, before its answer is returned. It runs on the calling thread without
 * a lock. Its exceptions are passed on: a simulation uses this to crash an actor, and after a
 * commit the commit remains applied.
 *
 * <p>Thread-safe if the store and the yield point are; the faults are repeatable only if the calls
 * have the same order. Closing it closes the decorated store.
 */
public final class FaultyStore extends ForwardingStore {

  private final FaultPlan plan;
  private final Runnable yieldPoint;
  private final ReentrantLock planLock = new ReentrantLock();

  /** A store with faults, without a yield point. */
  public FaultyStore(KeyValueStore store, FaultPlan plan) {
    this(store, plan, () -> {});
  }

  /** A store with faults that yields at each call. */
  public FaultyStore(KeyValueStore store, FaultPlan plan, Runnable yieldPoint) {
    super(store);
    this.plan = plan;
    this.yieldPoint = yieldPoint;
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    before(StoreCall.GET);
    return super.get(key);
  }

  @Override
  public Snapshot snapshot() {
    before(StoreCall.SNAPSHOT);
    return new FaultySnapshot(super.snapshot());
  }

  @Override
  public TxnResult commit(Txn txn) {
    Fault fault = before(StoreCall.COMMIT);
    if (fault == Fault.LOST_BEFORE) {
      throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
    }
    TxnResult result = super.commit(txn);
    yieldPoint.run();
    if (fault == Fault.LOST_AFTER) {
      throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
    }
    return result;
  }

  /** Only starting a watch may fail; an active watch has no faults. */
  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    before(StoreCall.WATCH);
    return super.watch(range, from, onEvent);
  }

  /** Only starting a watch may fail; an active watch has no faults. */
  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    before(StoreCall.WATCH);
    return super.watchCommits(range, from, onEvent);
  }

  @Override
  public Health health() {
    before(StoreCall.HEALTH);
    return super.health();
  }

  /**
   * Yields, then fails if the plan has a fault before anything happened; otherwise returns the
   * fault.
   */
  private Fault before(StoreCall call) {
    yieldPoint.run();
    Fault fault = choose(call);
    FaultPlan.requireFits(fault, call);
    return switch (fault) {
      case FAIL_BEFORE -> throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
      case DENIED -> throw new StoreFailedException(ErrorCode.STORE_DENIED);
      case SNAPSHOT_LOST -> throw new SnapshotLostException(new IllegalStateException("planned"));
      case NONE, LOST_BEFORE, LOST_AFTER -> fault;
    };
  }

  private Fault choose(StoreCall call) {
    planLock.lock();
    try {
      return plan.next(call);
    } finally {
      planLock.unlock();
    }
  }

  private final class FaultySnapshot implements Snapshot {
    private final Snapshot snapshot;

    FaultySnapshot(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public History history() {
      return snapshot.history();
    }

    @Override
    public Optional<KeyValue> get(Key key) {
      before(StoreCall.SNAPSHOT_GET);
      return snapshot.get(key);
    }

    @Override
    public Scan scan(List<KeyRange> ranges, ScanOptions options) {
      before(StoreCall.SCAN);
      return new FaultyScan(snapshot.scan(ranges, options));
    }

    @Override
    public void close() {
      snapshot.close();
    }
  }

  private final class FaultyScan implements Scan {
    private final Scan scan;
    private boolean stepped;

    FaultyScan(Scan scan) {
      this.scan = scan;
    }

    @Override
    public boolean hasNext() {
      step();
      return scan.hasNext();
    }

    @Override
    public KeyValue next() {
      step();
      stepped = false;
      return scan.next();
    }

    /** One step is one call, however often {@code hasNext} is called before the key is read. */
    private void step() {
      if (!stepped) {
        before(StoreCall.SCAN_NEXT);
        stepped = true;
      }
    }

    @Override
    public SkippedKeys skipped() {
      return scan.skipped();
    }

    @Override
    public void close() {
      scan.close();
    }
  }
}
