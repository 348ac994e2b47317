package org.ponkeeper.store;

import java.time.Duration;

/** Waits. Supplied by tests and simulations that control time. */
@FunctionalInterface
public interface Sleeper {

  /** Puts the calling thread to sleep. */
  Sleeper THREAD = Thread::sleep;

  /**
   * Waits.
   *
   * @param duration how long, 0 or more
   * @throws InterruptedException if the thread was interrupted before or while it waited
   */
  void sleep(Duration duration) throws InterruptedException;
}
