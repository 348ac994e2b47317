package org.ponkeeper.decide;

import java.util.List;
import java.util.Set;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.ReadKey;

/**
 * The decision of a request on a state. It is valid as long as everything in its read set is
 * unchanged.
 *
 * @param <T> the type of the request's result
 */
public sealed interface Decision<T> {

  /** Everything that the decision read. */
  Set<ReadKey> readSet();

  /**
   * The result for the caller.
   *
   * @throws PonkeeperException if the request is refused
   */
  T answer();

  /** The changes must be committed together; the answer is returned after that. */
  record Commit<T>(T answer, List<Change> changes, Set<ReadKey> readSet) implements Decision<T> {}

  /** Nothing needs to be changed; the answer is returned at once. */
  record NoChange<T>(T answer, Set<ReadKey> readSet) implements Decision<T> {}

  /** The request is refused and nothing is changed. */
  record Refusal<T>(PonkeeperException error, Set<ReadKey> readSet) implements Decision<T> {
    @Override
    public T answer() {
      throw error;
    }
  }
}
