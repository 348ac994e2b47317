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

  /** The same for a command that only reads and has nothing to clean up. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch tidy = new CountDownLatch(1);
  private final boolean isSuccess;
  private final Duration patience;
  private final Thread hook = new Thread(this::stop, "ponkeeper-interruption");

  private Interruption(boolean isSuccess, Duration patience) {
    this.isSuccess = isSuccess;
    this.patience = patience;
  }

  /** Starts listening. */
  static Interruption listen() {
    return listen(new Interruption(false, PATIENCE));
  }

  /**
   * Starts listening; the process then ends with the exit code 0, because Ctrl-C is its usual end.
   */
  static Interruption listenAndSucceed() {
    return listenAndSucceed(MOMENT);
  }

  /** The same for a command that needs this long to end. */
  static Interruption listenAndSucceed(Duration patience) {
    return listen(new Interruption(true, patience));
  }

  private static Interruption listen(Interruption interruption) {
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether the command should stop. */
  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /**
   * Waits this long, but no longer than until the command should stop; returns whether it should.
   */
  boolean isAskedWithin(Duration time) {
    try {
      return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void stop() {
    asked.countDown();
    try {
      boolean inTime = tidy.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      assert inTime || isAsked();
      if (isSuccess) {
        // A process that ends by a signal has no other way to choose its exit code.
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    tidy.countDown();
    if (!isAsked()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is already ending; the hook finds the latch open.
        return;
      }
    }
  }
}
