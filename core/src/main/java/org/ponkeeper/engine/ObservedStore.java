package org.ponkeeper.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.StoreClosedException;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.WatchEvent;

/** The store, whose answers and failures give the {@link StatusTracker status}. */
public final class ObservedStore implements KeyValueStore {

  /**
   * A call with less than this part of the call time-out says nothing about the store: the rest was
   * used up, or its caller has set a short {@linkplain CallLimits limit}.
   */
  private static final int SHORT_PART = 5;

  private final KeyValueStore store;
  private final StatusTracker status;
  private final Duration enough;

  /** Whether a call has enough time, so that no answer is the store's fault. */
  private final boolean hasTime;

  /**
   * Observes a store.
   *
   * @param callTimeout how long a call may take
   */
  public ObservedStore(KeyValueStore store, StatusTracker status, Duration callTimeout) {
    this(store, status, callTimeout.dividedBy(SHORT_PART), true);
  }

  private ObservedStore(
      KeyValueStore store, StatusTracker status, Duration enough, boolean hasTime) {
    this.store = store;
    this.status = status;
    this.enough = enough;
    this.hasTime = hasTime;
  }

  @Override
  public KeyValueStore within(Duration time) {
    return new ObservedStore(store.within(time), status, enough, time.compareTo(enough) >= 0);
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return reading(() -> store.get(key));
  }

  /** Only a failure counts: a store may open a snapshot without a request. */
  @Override
  public Snapshot snapshot() {
    try {
      return store.snapshot();
    } catch (StoreFailedException | StoreClosedException e) {
      readFailed(e);
      throw e;
    }
  }

  @Override
  public <T> T read(Function<Snapshot, T> reader) {
    return reading(() -> store.read(reader));
  }

  @Override
  public List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
    return reading(() -> store.list(ranges, options));
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return starting(() -> store.watch(range, from, onEvent));
  }

  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return starting(() -> store.watchCommits(range, from, onEvent));
  }

  /** Only whether the store answers counts here: who starts a watch reports whether it runs. */
  private Subscription starting(Supplier<Subscription> start) {
    try {
      Subscription watch = start.get();
      status.answered();
      return watch;
    } catch (StoreFailedException | StoreClosedException e) {
      if (code(e) == ErrorCode.STORE_UNAVAILABLE) {
        noAnswer();
      }
      throw e;
    }
  }

  @Override
  public Health health() {
    return reading(store::health);
  }

  @Override
  public TxnResult commit(Txn txn) {
    try {
      TxnResult result = store.commit(txn);
      if (result instanceof TxnResult.Committed && !txn.mutations().isEmpty()) {
        status.changed();
      } else {
        status.answered();
      }
      return result;
    } catch (StoreFailedException | StoreClosedException e) {
      commitFailed(e);
      throw e;
    }
  }

  private <T> T reading(Supplier<T> read) {
    try {
      T result = read.get();
      status.answered();
      return result;
    } catch (StoreFailedException | StoreClosedException e) {
      readFailed(e);
      throw e;
    }
  }

  private void readFailed(RuntimeException e) {
    ErrorCode code = code(e);
    switch (code) {
      case STORE_UNAVAILABLE -> noAnswer();
      default -> status.failed(code);
    }
  }

  private void commitFailed(RuntimeException e) {
    ErrorCode code = code(e);
    switch (code) {
      case STORE_UNAVAILABLE -> noAnswer();
      case STORE_DENIED, STORE_FULL -> status.refusedChange(code);
      case OUTCOME_UNKNOWN -> {
        if (hasTime) {
          status.lostReply();
        }
      }
      default -> status.failed(code);
    }
  }

  private static ErrorCode code(RuntimeException e) {
    return e instanceof StoreFailedException failed ? failed.code() : ErrorCode.STORE_UNAVAILABLE;
  }

  private void noAnswer() {
    if (hasTime && !Thread.currentThread().isInterrupted()) {
      status.failed(ErrorCode.STORE_UNAVAILABLE);
    }
  }

  /** Closes the store. */
  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
