package org.ponkeeper.olt;

import org.ponkeeper.error.PonkeeperException;

/**
 * Result of one request in a call with many.
 *
 * @param <T> the type of the result
 */
public sealed interface Outcome<T> {

  /** The request succeeded, or there was nothing left to change. */
  record Done<T>(T answer) implements Outcome<T> {}

  /** The request failed. If the error is {@code OUTCOME_UNKNOWN}, the change may have been made. */
  record Failed<T>(PonkeeperException error) implements Outcome<T> {}

  /**
   * The result.
   *
   * @throws PonkeeperException the error, if the request failed
   */
  default T orThrow() {
    return switch (this) {
      case Done<T> done -> done.answer();
      case Failed<T> failed -> throw failed.error();
    };
  }
}
