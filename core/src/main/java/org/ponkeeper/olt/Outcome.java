package org.ponkeeper.olt;

import org.ponkeeper.error.PonkeeperException;

/**
 * How one of many requests ended that were made together.
 *
 * @param <T> the type of the result
 */
public sealed interface Outcome<T> {

  /** It was done; that it was done already counts as done. */
  record Done<T>(T answer) implements Outcome<T> {}

  /** It was not done, or, if the error says {@code OUTCOME_UNKNOWN}, it is not known. */
  record Failed<T>(PonkeeperException error) implements Outcome<T> {}

  /**
   * The answer.
   *
   * @throws PonkeeperException the error, if it failed
   */
  default T orThrow() {
    return switch (this) {
      case Done<T> done -> done.answer();
      case Failed<T> failed -> throw failed.error();
    };
  }
}
