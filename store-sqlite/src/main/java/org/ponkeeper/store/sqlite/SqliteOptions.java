package org.ponkeeper.store.sqlite;

import java.time.Duration;

/**
 * How a {@link SqliteStore} works.
 *
 * @param deadline how long a call, and opening, may wait for others, greater than 0
 */
public record SqliteOptions(Duration deadline) {

  /** How long a call waits for others unless told otherwise: 10 s. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  /** All the defaults. */
  public static final SqliteOptions DEFAULTS = new SqliteOptions(DEFAULT_DEADLINE);

  public SqliteOptions {
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("a deadline is greater than 0");
    }
  }
}
