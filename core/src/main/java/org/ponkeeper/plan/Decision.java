package org.ponkeeper.plan;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.ponkeeper.error.PonkeeperException;

/**
 * The answer to a request, true as long as the facts that it relied on are as the state had them.
 *
 * @param <T> what the caller is told
 */
public sealed interface Decision<T> {

  /** What the decision relied on. */
  Set<Fact> reliesOn();

  /** The answer with these changes, or with none. */
  static <T> Decision<T> of(T answer, List<Change> changes, Set<Fact> reliesOn) {
    return changes.isEmpty()
        ? new NoChange<>(answer, reliesOn)
        : new Commit<>(answer, changes, reliesOn);
  }

  /** What is decided; a refusal if that is thrown while deciding. */
  static <T> Decision<T> orRefusal(Set<Fact> reliesOn, Supplier<Decision<T>> decide) {
    try {
      return decide.get();
    } catch (PonkeeperException refusal) {
      return new Refusal<>(refusal, reliesOn);
    }
  }

  /** The answer once the changes are made, all of them at once. */
  record Commit<T>(T answer, List<Change> changes, Set<Fact> reliesOn) implements Decision<T> {}

  /** The answer; nothing needs to be changed. */
  record NoChange<T>(T answer, Set<Fact> reliesOn) implements Decision<T> {}

  /** The request is refused; nothing is changed. */
  record Refusal<T>(PonkeeperException error, Set<Fact> reliesOn) implements Decision<T> {}
}
