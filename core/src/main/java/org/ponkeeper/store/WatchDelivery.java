package org.ponkeeper.store;

import java.util.function.Consumer;

/**
 * The consumer of a watch, as those who make stores call it: one event after the other, on the one
 * thread of the watch, until it is closed.
 */
public final class WatchDelivery {

  private final Consumer<WatchEvent> onEvent;
  private volatile boolean closed;

  /** Delivers to a consumer. */
  public WatchDelivery(Consumer<WatchEvent> onEvent) {
    this.onEvent = onEvent;
  }

  /** A thread for a watch, which is not started yet. */
  public static Thread thread(Runnable watch) {
    return Thread.ofVirtual().name("ponkeeper-watch").unstarted(watch);
  }

  /**
   * Lets the consumer have the event, unless the watch is closed. What the consumer throws goes to
   * the thread's handler of uncaught exceptions and nowhere else.
   */
  public void deliver(WatchEvent event) {
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

  /** Whether it has ended. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public String toString() {
    return "delivery of watch events";
  }
}
