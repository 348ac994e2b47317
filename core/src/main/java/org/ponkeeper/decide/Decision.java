package org.ponkeeper.decide;

import java.util.List;
import java.util.Set;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.ReadKey;

/**
 * What a request comes to on a state, true as long as the facts in its read set are as that state
 * has them.
 *
 * @param <T> what the caller gets
 */
public sealed interface Decision<T> {

  /** What was read for it. */
  Set<ReadKey> readSet();

  /**
   * The answer.
   *
   * @throws PonkeeperException if the request is refused
   */
  T answer();

  /** The answer once the changes are made, all of them at once. */
  record Commit<T>(T answer, List<Change> changes, Set<ReadKey> readSet) implements Decision<T> {}

  /** The answer; nothing needs to be changed. */
  record NoChange<T>(T answer, Set<ReadKey> readSet) implements Decision<T> {}

  /** The request is refused; nothing is changed. */
  record Refusal<T>(PonkeeperException error, Set<ReadKey> readSet) implements Decision<T> {
    @Override
    public T answer() {
      throw error;
    }
  }
}
