package org.ponkeeper.store;

import java.time.Duration;

/** How to wait; from outside, so that a test or a simulation decides what time is. */
@FunctionalInterface
public interface Sleeper {

  /** Lets the calling thread sleep. */
  Sleeper THREAD = Thread::sleep;

  /**
   * Waits.
   *
   * @param duration how long, 0 or more
   * @throws InterruptedException if the thread was interrupted before or while it waited
   */
  void sleep(Duration duration) throws InterruptedException;
}
