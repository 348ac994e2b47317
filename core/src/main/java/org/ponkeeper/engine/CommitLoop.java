package org.ponkeeper.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.decide.Request;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.StoreClosedException;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests of an OLT: decides them, sends each batch as one transaction, and after a
 * conflict or an unknown outcome reads and decides again.
 *
 * <p>For one thread at a time, which {@link OltCommitter} ensures.
 */
public final class CommitLoop {

  private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);

  /** The pause before a state is decided on again: up to 1 ms at first, 100 ms at most. */
  private static final RetryPolicy BACKOFF =
      RetryPolicy.DEFAULTS.backoff(Duration.ofMillis(1), Duration.ofMillis(100));

  /**
   * How long a commit, and the read that determines its outcome, may take beyond the deadline of
   * its requests, so that a commit that began in time does not end with an unknown outcome.
   */
  private static final Duration LAST_ANSWER = Duration.ofMillis(750);

  private final KeyValueStore store;
  private final StateCache cache;
  private final TxnWriter writer;
  private final EngineOptions options;
  private final WriterQueue turns;
  private final Lifecycle lifecycle;
  private final OltEvents events;

  /** When the last attempt began to read and decide; a conflict ends with reading again. */
  private long attemptBegunNanos;

  public CommitLoop(
      KeyValueStore store,
      StateCache cache,
      TxnWriter writer,
      EngineOptions options,
      WriterQueue turns,
      Lifecycle lifecycle,
      OltEvents events) {
    this.store = store;
    this.cache = cache;
    this.writer = writer;
    this.options = options;
    this.turns = turns;
    this.lifecycle = lifecycle;
    this.events = events;
  }

  /**
   * The state in memory, if the request can be decided on it and no other writer waits for its
   * turn, so that {@link #runOnCaller} makes at most one call to the store. Any thread may call
   * this.
   */
  Optional<OltState> stateOnCaller(Request<?> request) {
    return turns.isFree() ? cache.findFor(request) : Optional.empty();
  }

  /**
   * Runs a request on the state in memory, with at most one transaction.
   *
   * @return the remaining work, for a thread that may wait; empty if the request is complete
   */
  Optional<Runnable> runOnCaller(PendingRequest<?> pending, OltState state) {
    Batch batch = decide(state, List.of(pending), 1);
    if (!batch.begin()) {
      return Optional.empty();
    }
    Sent sent = send(batch);
    if (sent instanceof Sent.Answered answered
        && answered.result() instanceof TxnResult.Committed committed) {
      committed(batch, committed, answered.before());
      return Optional.empty();
    }
    return Optional.of(() -> run(List.of(pending), Optional.of(sent)));
  }

  /** Runs all requests, with as many transactions as needed. */
  void run(List<PendingRequest<?>> requests) {
    run(requests, Optional.empty());
  }

  private void run(List<PendingRequest<?>> requests, Optional<Sent> first) {
    try {
      runAll(new ArrayList<>(requests), first);
    } finally {
      turns.giveBack();
    }
  }

  private void runAll(List<PendingRequest<?>> open, Optional<Sent> first) {
    int most = options.maxBatch();
    int conflictsInRow = 0;
    Optional<Sent> next = first.isPresent() ? first : decideAndSend(open, most);
    while (next.isPresent()) {
      Batch batch = next.get().batch();
      switch (conclude(next.get())) {
        case Conclusion.Committed committed -> {
          open.removeAll(batch.requests());
          conflictsInRow = 0;
          turns.giveBack();
        }
        case Conclusion.DecideAgain again -> {
          open.removeIf(PendingRequest::isAnswered);
          beforeNext(++conflictsInRow);
        }
        case Conclusion.Failed failed -> {
          if (batch.requests().size() > 1 && mayMindJustOne(failed.error())) {
            most = 1;
          } else {
            long now = options.nanoClock().getAsLong();
            batch.requests().forEach(pending -> pending.fail(failed.error(), now));
            open.removeAll(batch.requests());
          }
        }
      }
      next = decideAndSend(open, most);
    }
  }

  /** Decides as many of the requests as allowed and sends them; empty if none of them remains. */
  private Optional<Sent> decideAndSend(List<PendingRequest<?>> open, int most) {
    while (true) {
      yieldToOlder(open);
      attemptBegunNanos = options.nanoClock().getAsLong();
      expire(open);
      if (open.isEmpty()) {
        return Optional.empty();
      }
      Optional<OltState> state = stateFor(open);
      if (state.isEmpty()) {
        return Optional.empty();
      }
      Batch batch = decide(state.get(), open, most);
      if (batch.begin()) {
        return Optional.of(send(batch));
      }
    }
  }

  private Batch decide(OltState state, List<PendingRequest<?>> requests, int most) {
    Batch batch = Batch.decide(state, requests, most);
    events.decided(batch);
    return batch;
  }

  /**
   * The state with all data that the requests need; empty if it could not be read and all requests
   * failed.
   */
  private Optional<OltState> stateFor(List<PendingRequest<?>> requests) {
    Set<Integer> pons = new TreeSet<>();
    Set<TechProfileId> templates = new TreeSet<>();
    for (PendingRequest<?> pending : requests) {
      pons.addAll(pending.request().pons());
      templates.addAll(pending.request().templates());
    }
    try {
      return Optional.of(cache.fresh(pons, templates, lastDeadline(requests)));
    } catch (PonkeeperException e) {
      long now = options.nanoClock().getAsLong();
      requests.forEach(pending -> pending.fail(e, now));
      return Optional.empty();
    }
  }

  /** A batch whose transaction was sent, and the store's reply. */
  private sealed interface Sent {
    /** The batch. */
    Batch batch();

    /** The store replied; the transaction was sent after {@code before}. */
    record Answered(Batch batch, TxnResult result, Instant before) implements Sent {}

    /** The store failed. */
    record Failed(Batch batch, PonkeeperException error) implements Sent {}
  }

  /** What to do after the store's reply. */
  private sealed interface Conclusion {
    /** The transaction was committed, and all requests are complete. */
    record Committed() implements Conclusion {}

    /** A conflict or an unknown outcome: the state was read again. */
    record DecideAgain() implements Conclusion {}

    /** Another attempt would not help. */
    record Failed(PonkeeperException error) implements Conclusion {}
  }

  /** Sends the transaction of a batch, if {@link Batch#begin} allows it. */
  private Sent send(Batch batch) {
    try {
      if (lifecycle.isCutOff()) {
        throw StoreErrors.closed();
      }
      Instant before = options.clock().instant();
      Txn txn = writer.write(batch.base(), batch.readSet(), batch.changes());
      if (txn.mutations().size() < batch.changes().size()) {
        batch.overruled();
      }
      Duration time = timeUntil(lastDeadline(batch.requests())).plus(LAST_ANSWER);
      KeyValueStore inTime = store.within(time);
      TxnResult result = events.commit(batch.size(), txn, () -> inTime.commit(txn));
      lifecycle.progressed();
      if (result instanceof TxnResult.Conflict) {
        batch.conflicted(options.nanoClock().getAsLong());
      }
      return new Sent.Answered(batch, result, before);
    } catch (StoreClosedException e) {
      batch.notMade();
      return new Sent.Failed(batch, StoreErrors.storeClosed(e));
    } catch (StoreFailedException e) {
      if (e.outcome() == StoreFailedException.Outcome.UNKNOWN) {
        batch.outcomeUnknown();
      } else {
        batch.notMade();
      }
      return new Sent.Failed(batch, e);
    } catch (PonkeeperException e) {
      batch.notMade();
      return new Sent.Failed(batch, e);
    }
  }

  private Conclusion conclude(Sent sent) {
    return switch (sent) {
      case Sent.Answered(Batch batch, TxnResult.Committed committed, Instant before) -> {
        committed(batch, committed, before);
        yield new Conclusion.Committed();
      }
      case Sent.Answered(Batch batch, TxnResult.Conflict conflict, Instant before) -> {
        Set<ReadKey> changed = writer.readKeysOf(batch.base(), batch.readSet(), conflict.keys());
        batch.requests().forEach(pending -> pending.decideAgain(changed));
        yield readAgain(batch, changed);
      }
      case Sent.Failed(Batch batch, StoreFailedException e)
          when e.outcome() == StoreFailedException.Outcome.UNKNOWN ->
          readAgain(batch, Set.of());
      case Sent.Failed(Batch batch, PonkeeperException e) -> new Conclusion.Failed(e);
    };
  }

  /**
   * The transaction was committed; an error from here on does not change the result of the
   * requests.
   */
  private void committed(Batch batch, TxnResult.Committed committed, Instant before) {
    try {
      if (batch.changesRecord()) {
        // The record may have PONs that were not watched until now.
        cache.recordChanged();
      } else if (batch.isOverruled() || committed.version().history() != batch.base().history()) {
        // All values that were read may have been absent; then the conditions also hold in a new
        // history.
        cache.forget();
      } else {
        OltState state = batch.committedAt(committed.version().token());
        cache.committed(state, batch.confirmed(state), before);
      }
    } catch (RuntimeException | Error fault) {
      LOG.error("a committed state could not be kept in memory and is read again", fault);
      cache.forget();
    }
    batch.answer();
  }

  /** Reads the PONs of the changed keys again; if these are not known, all PONs of the batch. */
  private Conclusion readAgain(Batch batch, Set<ReadKey> changed) {
    Set<Integer> pons = new TreeSet<>(batch.base().ponsOf(changed));
    if (changed.isEmpty()) {
      batch.requests().forEach(pending -> pons.addAll(pending.request().pons()));
    }
    try {
      long deadline = lastDeadline(batch.requests()) + LAST_ANSWER.toNanos();
      OltState state = cache.afterTransaction(batch.base(), pons, deadline);
      if (state.history() != batch.base().history()) {
        batch.requests().forEach(PendingRequest::storeReplaced);
      }
      return new Conclusion.DecideAgain();
    } catch (PonkeeperException e) {
      return new Conclusion.Failed(e);
    }
  }

  /** Whether the store may have refused a batch because of one request in it. */
  private static boolean mayMindJustOne(PonkeeperException error) {
    return switch (error.code()) {
      case STORE_UNAVAILABLE, OUTCOME_UNKNOWN -> false;
      default -> true;
    };
  }

  /** The latest deadline of the requests. */
  private static long lastDeadline(List<PendingRequest<?>> requests) {
    long last = requests.getFirst().deadlineNanos();
    for (PendingRequest<?> pending : requests) {
      last = pending.deadlineNanos() - last > 0 ? pending.deadlineNanos() : last;
    }
    return last;
  }

  private Duration timeUntil(long deadlineNanos) {
    return Duration.ofNanos(Math.max(1, deadlineNanos - options.nanoClock().getAsLong()));
  }

  private void expire(List<PendingRequest<?>> open) {
    long now = options.nanoClock().getAsLong();
    open.removeIf(pending -> {
      boolean past = pending.isPast(now);
      if (past) {
        pending.expire(now);
      }
      boolean ends = past || pending.isGivenUp();
      if (ends) {
        events.expired(pending);
      }
      return ends;
    });
  }

  private void yieldToOlder(List<PendingRequest<?>> open) {
    OptionalLong until = open.stream().mapToLong(PendingRequest::deadlineNanos).min();
    if (until.isPresent()) {
      uninterrupted(() -> turns.yieldToOlder(until.getAsLong()));
    }
  }

  /**
   * After a first conflict, continues at once; after further ones, pauses with full jitter. A
   * writer that has requested a turn does not pause.
   */
  private void beforeNext(int conflictsInRow) {
    if (conflictsInRow >= WriterQueue.PATIENT_CONFLICTS) {
      turns.ask(Duration.ofNanos(options.nanoClock().getAsLong() - attemptBegunNanos));
    }
    if (conflictsInRow > 1 && !turns.isAsked()) {
      uninterrupted(
          () -> options.sleeper().sleep(BACKOFF.pause(conflictsInRow - 1, options.random())));
    }
  }

  /** An action that waits. */
  private interface Wait {
    void run() throws InterruptedException;
  }

  private static void uninterrupted(Wait wait) {
    try {
      wait.run();
    } catch (InterruptedException e) {
      // The thread belongs to the executor; the requests continue until their deadlines.
      Thread.currentThread().interrupt();
    }
  }
}
