package org.ponkeeper.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C during a long command: asks it to stop, and lets the process live until it has tidied up.
 * Closing it says that this is done.
 */
final class Interruption implements AutoCloseable {

  /** How long the process may live on: removing a large network takes a while. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final CountDownLatch tidy = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "ponkeeper-interruption");
  private volatile boolean asked;

  private Interruption() {}

  /** Begins to listen. */
  static Interruption listen() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether the command is to stop. */
  boolean isAsked() {
    return asked;
  }

  private void stop() {
    asked = true;
    try {
      boolean inTime = tidy.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assert inTime || asked;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    tidy.countDown();
    if (!asked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process began to end in this moment; the hook finds the latch open.
        return;
      }
    }
  }
}
