package org.ponkeeper.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.monitor.OltLoad;
import org.ponkeeper.monitor.OltTransaction;
import org.ponkeeper.monitor.OltTransaction.Ending;
import org.ponkeeper.monitor.RequestWait;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.state.OltState;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;

/**
 * Measures the work on one OLT for the listener. Without a listener it only does the work: the
 * clock is not read. Thread-safe.
 */
public final class OltEvents {

  private final ListenerCalls listener;
  private final Technology technology;
  private final OltId olt;
  private final LongSupplier nanoClock;

  public OltEvents(
      ListenerCalls listener, Technology technology, OltId olt, LongSupplier nanoClock) {
    this.listener = listener;
    this.technology = technology;
    this.olt = olt;
    this.nanoClock = nanoClock;
  }

  /** Commits the transaction of that many requests. */
  TxnResult commit(int requests, Txn txn, Supplier<TxnResult> commit) {
    if (!listener.isHeard()) {
      return commit.get();
    }
    long begun = nanoClock.getAsLong();
    try {
      TxnResult result = commit.get();
      switch (result) {
        case TxnResult.Committed committed -> ended(Ending.COMMITTED, requests, txn, 0, begun);
        case TxnResult.Conflict conflict ->
            ended(Ending.CONFLICT, requests, txn, conflict.keys().size(), begun);
      }
      return result;
    } catch (RuntimeException e) {
      boolean unknown =
          e instanceof StoreFailedException failed
              && failed.outcome() == StoreFailedException.Outcome.UNKNOWN;
      ended(unknown ? Ending.UNKNOWN : Ending.FAILED, requests, txn, 0, begun);
      throw e;
    }
  }

  private void ended(Ending ending, int requests, Txn txn, int conflictingKeys, long begun) {
    listener.tell(l ->
        l.transactionEnded(
            new OltTransaction(
                technology,
                olt,
                ending,
                requests,
                txn.mutations().size(),
                conflictingKeys,
                since(begun))));
  }

  /** Reads state. */
  OltState load(OltLoad.Reason reason, Supplier<OltState> load) {
    if (!listener.isHeard()) {
      return load.get();
    }
    long begun = nanoClock.getAsLong();
    try {
      OltState state = load.get();
      int instances = state.pons().values().stream().mapToInt(pon -> pon.entries().size()).sum();
      loaded(reason, instances, begun, Optional.empty());
      return state;
    } catch (PonkeeperException e) {
      loaded(reason, 0, begun, Optional.of(e.code()));
      throw e;
    }
  }

  private void loaded(OltLoad.Reason reason, int instances, long begun, Optional<ErrorCode> error) {
    listener.tell(
        l -> l.loaded(new OltLoad(technology, olt, reason, instances, since(begun), error)));
  }

  /** The requests of the batch were decided; only the first time counts. */
  void decided(Batch batch) {
    if (listener.isHeard()) {
      batch.requests().forEach(pending -> waited(pending, true));
    }
  }

  /** The request ended because its time ran out, or its caller gave up. */
  void expired(PendingRequest<?> pending) {
    if (listener.isHeard()) {
      waited(pending, false);
    }
  }

  private void waited(PendingRequest<?> pending, boolean decided) {
    if (pending.endWait()) {
      listener.tell(
          l -> l.waited(new RequestWait(technology, olt, decided, since(pending.begunNanos()))));
    }
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanoClock.getAsLong() - nanos);
  }
}
