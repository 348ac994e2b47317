package org.ponkeeper.store;

import org.ponkeeper.error.ErrorCode;

/**
 * Receives the retries of a {@link RetryingStore}. Called on the thread of the call, just before it
 * pauses, by several threads at a time: it must be thread-safe and must not block. An exception of
 * it changes nothing; the first one is logged.
 */
@FunctionalInterface
public interface RetryListener {

  /** The call that is retried. */
  enum Operation {
    /** A read of one key. */
    GET,
    /** A read of all keys of some ranges. */
    LIST,
    /** The opening of a snapshot, or its first read. */
    SNAPSHOT,
    /** A commit that certainly did not happen. */
    COMMIT,
    /** The start of a watch. */
    WATCH,
    /** A health check. */
    HEALTH
  }

  /**
   * A call failed and will be tried again.
   *
   * @param operation the call
   * @param failures how many attempts of this call have failed, from 1
   * @param code the error of the last attempt
   */
  void retrying(Operation operation, int failures, ErrorCode code);
}
