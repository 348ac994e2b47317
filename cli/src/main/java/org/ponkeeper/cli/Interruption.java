package org.ponkeeper.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles Ctrl-C during a long command: asks it to stop, and keeps the process alive until it has
 * cleaned up. Closing it signals that this is done.
 */
final class Interruption implements AutoCloseable {

  /** How long the process may stay alive: deleting a large network takes a while. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final CountDownLatch tidy = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "ponkeeper-interruption");
  private volatile boolean asked;

  private Interruption() {}

  /** Starts listening. */
  static Interruption listen() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether the command should stop. */
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
        // The process is already ending; the hook finds the latch open.
        return;
      }
    }
  }
}
