package org.ponkeeper.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.monitor.Status;

/**
 * The status of a Ponkeeper, from its contacts with the store, and the calls of the listener when
 * it changes. Thread-safe. An answer while no problem is known costs a read of the clock and no
 * lock; {@link #status} never waits for a lock.
 */
public final class StatusTracker {

  /** What {@link Status} says of the store. */
  private record Verdict(Status.Reason reason, Optional<ErrorCode> code, Instant since) {
    boolean isSameAs(Evidence evidence) {
      return reason == evidence.reason() && code.equals(evidence.code());
    }
  }

  private final InstantSource clock;
  private final ListenerCalls listener;
  private final Executor deliveries;

  /** The OLTs with data in memory, with their age at that time. */
  private final Function<Instant, List<Status.LoadedOlt>> olts;

  /** Only changed while holding this object's monitor. */
  private volatile Evidence evidence = Evidence.NONE;

  private volatile Verdict verdict;
  private volatile @Nullable Instant lastContact;
  private volatile Instant latest;
  private volatile boolean ended;

  private final Queue<Verdict> changes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger undelivered = new AtomicInteger();

  /**
   * A status without a known problem.
   *
   * @param deliveries runs the calls of the listener
   * @param olts the OLTs with data in memory, with their age at a time; must not block
   */
  public StatusTracker(
      InstantSource clock,
      ListenerCalls listener,
      Executor deliveries,
      Function<Instant, List<Status.LoadedOlt>> olts) {
    this.clock = clock;
    this.listener = listener;
    this.deliveries = deliveries;
    this.olts = olts;
    this.latest = clock.instant();
    this.verdict = new Verdict(Status.Reason.ANSWERS, Optional.empty(), latest);
  }

  /** The status now. Does not block. */
  public Status status() {
    return status(verdict);
  }

  private Status status(Verdict of) {
    return new Status(
        of.reason(), of.code(), of.since(), Optional.ofNullable(lastContact), olts.apply(now()));
  }

  /** The store answered. */
  void answered() {
    lastContact = now();
    if (!evidence.isNone()) {
      update(Evidence::answered);
    }
  }

  /** The store committed changes. */
  void changed() {
    lastContact = now();
    if (!evidence.isNone()) {
      update(Evidence::changed);
    }
  }

  /** The store did not answer, or denied a read. */
  void failed(ErrorCode code) {
    update(before -> before.failed(code));
  }

  /** The reply to a transaction was lost. */
  void lostReply() {
    update(Evidence::lostReply);
  }

  /** The store answered that it does not make changes. */
  void refusedChange(ErrorCode code) {
    lastContact = now();
    update(before -> before.refusedChange(code));
  }

  /** A report about one watch begins. */
  WatchReport watch() {
    return new WatchReport(this);
  }

  /** Changes what is known; one update at a time. */
  void update(UnaryOperator<Evidence> next) {
    if (ended) {
      return;
    }
    boolean changed;
    synchronized (this) {
      Evidence known = next.apply(evidence);
      evidence = known;
      changed = !verdict.isSameAs(known);
      if (changed) {
        boolean sameState = verdict.reason().state() == known.reason().state();
        Instant since = sameState ? verdict.since() : now();
        verdict = new Verdict(known.reason(), known.code(), since);
        if (listener.isHeard()) {
          changes.add(verdict);
        }
      }
    }
    if (changed && listener.isHeard() && undelivered.getAndIncrement() == 0) {
      // Also without a thread the store's answer must not be lost.
      listener.tell(l -> deliveries.execute(this::deliver));
    }
  }

  /** Delivers all changes, one after the other, for one thread at a time. */
  private void deliver() {
    do {
      Verdict next = changes.remove();
      if (!ended) {
        listener.tell(l -> l.statusChanged(status(next)));
      }
    } while (undelivered.decrementAndGet() > 0);
  }

  /** From now on the status stays, and the listener is not called. */
  public void end() {
    ended = true;
  }

  /**
   * The time; the last known one if the clock fails, because the store's answer must not be lost.
   */
  private Instant now() {
    try {
      latest = clock.instant();
    } catch (RuntimeException | Error e) {
      // The work that needs the time reports it.
      return latest;
    }
    return latest;
  }
}
