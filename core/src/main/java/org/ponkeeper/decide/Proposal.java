package org.ponkeeper.decide;

import java.util.List;
import org.ponkeeper.state.Change;

/**
 * The answer and the changes that a request proposes for a state.
 *
 * @param answer the result for the caller, after the changes are committed
 * @param changes the changes, to be committed together; empty if nothing needs to be changed
 * @param <T> the type of the request's result
 */
public record Proposal<T>(T answer, List<Change> changes) {

  public Proposal {
    changes = List.copyOf(changes);
  }

  /** Nothing needs to be changed. */
  static <T> Proposal<T> unchanged(T answer) {
    return new Proposal<>(answer, List.of());
  }
}
