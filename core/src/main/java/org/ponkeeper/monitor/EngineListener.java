package org.ponkeeper.monitor;

import java.util.function.Supplier;

/**
 * Receives what the engine of a Ponkeeper does. Every method does nothing unless it is overridden.
 * The artifact {@code ponkeeper-metrics-micrometer} has an implementation for Micrometer.
 *
 * <p>Set it with {@code PonkeeperOptions.withListener}. Nothing is measured without a listener. All
 * durations are measured with a monotonic clock.
 *
 * <p><b>Threads.</b> {@link #transactionEnded}, {@link #loaded} and {@link #waited} are called on
 * the thread that did the work, by several threads at a time, and before the callers get their
 * results. So they must be thread-safe and quick, must not block, and must not call the Ponkeeper:
 * all changes of the OLT wait for them. {@link #statusChanged} is called on a thread of its own,
 * once for each change, in order, never by two threads at a time, and never while a lock is held;
 * it may block and may call the Ponkeeper.
 *
 * <p><b>Exceptions</b> of a listener change nothing. The first one is logged, later ones are
 * dropped.
 *
 * <p><b>What is reported.</b> Requests for one OLT: creates, deletes, allocations, registrations,
 * and so on. The steps of work on a whole OLT or store (delete, move, restore) and writes of an
 * adapter's own data outside of such a request are not reported. They count for the status.
 */
public interface EngineListener {

  /**
   * A Ponkeeper with this listener was opened. Called once, on the thread that opened it.
   *
   * @param status the status at the time of each call, as {@code Ponkeeper.status()}
   */
  default void opened(Supplier<Status> status) {}

  /** The transaction of one or more requests ended. */
  default void transactionEnded(OltTransaction transaction) {}

  /** The state of an OLT, or a part of it, was read from the store, or could not be read. */
  default void loaded(OltLoad load) {}

  /** A request was decided for the first time, or its time ran out before that. */
  default void waited(RequestWait wait) {}

  /**
   * The state of the status, its reason or its error code changed.
   *
   * @param status the new state, reason, code and time of the change; last contact and ages are
   *     those at the time of the call
   */
  default void statusChanged(Status status) {}
}
