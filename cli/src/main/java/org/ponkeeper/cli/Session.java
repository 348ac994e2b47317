package org.ponkeeper.cli;

import java.time.Duration;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.store.KeyValueStore;

/**
 * An open store and a Ponkeeper on it; closing it closes both.
 *
 * @param store the store
 * @param ponkeeper works on the store
 * @param keys the keys of the selected paths
 */
record Session(KeyValueStore store, Ponkeeper ponkeeper, KeySpace keys) implements AutoCloseable {

  private static final Duration LAST_ANSWER = Duration.ofSeconds(1);

  /** Opens a store; each of its calls ends within the time. */
  @FunctionalInterface
  interface Opening {
    KeyValueStore open(Duration timeout);
  }

  /** For a command that has one time-out for all its calls. */
  static Session open(Opening opening, KeySpace keys, Duration timeout) {
    long start = System.nanoTime();
    KeyValueStore store = opening.open(timeout);
    Duration left = timeout.minusNanos(System.nanoTime() - start);
    Duration time = left.isPositive() ? left : Duration.ofNanos(1);
    // A change that began in time may wait a moment longer for its result.
    return on(store.within(time.plus(LAST_ANSWER)), keys, time);
  }

  /** For a command with many calls, each with its own time-out. */
  static Session openForLongWork(Opening opening, KeySpace keys, Duration timeout) {
    return on(opening.open(timeout), keys, timeout);
  }

  static Session on(KeyValueStore store, KeySpace keys, Duration timeout) {
    PonkeeperOptions options =
        PonkeeperOptions.DEFAULTS
            .withPaths(keys.basePath(), keys.templatePath())
            .withCallTimeout(timeout)
            .withWatch(false);
    return new Session(store, Ponkeeper.on(store, options), keys);
  }

  @Override
  public void close() {
    ponkeeper.close();
    store.close();
  }
}
