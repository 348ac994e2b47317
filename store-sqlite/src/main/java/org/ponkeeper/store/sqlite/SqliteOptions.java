package org.ponkeeper.store.sqlite;

import java.time.Duration;

/**
 * Options of a {@link SqliteStore}.
 *
 * @param deadline how long a call, and opening, may wait for others, greater than 0
 * @param pollInterval how often a watch checks for changes by other processes, greater than 0;
 *     changes by its own store are seen within 5 ms
 */
public record SqliteOptions(Duration deadline, Duration pollInterval) {

  /** How long a call waits for others by default: 10 s. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  /** How often a watch checks for changes by default: every 100 ms. */
  public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(100);

  /** All the defaults. */
  public static final SqliteOptions DEFAULTS = new SqliteOptions(DEFAULT_DEADLINE);

  public SqliteOptions {
    if (!deadline.isPositive() || !pollInterval.isPositive()) {
      throw new IllegalArgumentException("deadline and poll interval are greater than 0");
    }
  }

  /** The defaults with another deadline. */
  public SqliteOptions(Duration deadline) {
    this(deadline, DEFAULT_POLL_INTERVAL);
  }

  /** A copy with another poll interval. */
  public SqliteOptions pollInterval(Duration pollInterval) {
    return new SqliteOptions(deadline, pollInterval);
  }
}
