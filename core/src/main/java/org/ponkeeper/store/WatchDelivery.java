package org.ponkeeper.store;

import java.util.function.Consumer;

/**
 * Calls the consumer of a watch, for implementations of {@link KeyValueStore}: one event after the
 * other, on the watch's thread, until it is closed.
 *
 * @param <E> the events
 */
public final class WatchDelivery<E> {

  private final Consumer<E> onEvent;
  private volatile boolean closed;

  /** Delivers to this consumer. */
  public WatchDelivery(Consumer<E> onEvent) {
    this.onEvent = onEvent;
  }

  /** An unstarted thread for a watch. */
  public static Thread thread(Runnable watch) {
    return Thread.ofVirtual().name("ponkeeper-watch").unstarted(watch);
  }

  /**
   * Passes the event to the consumer, unless the watch is closed. An exception of the consumer goes
   * only to the thread's uncaught exception handler.
   */
  public void deliver(E event) {
    if (closed) {
      return;
    }
    try {
      onEvent.accept(event);
    } catch (RuntimeException | Error e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  /** Ends the delivery. */
  public void close() {
    closed = true;
  }

  /** Whether delivery has ended. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public String toString() {
    return "delivery of watch events";
  }
}
