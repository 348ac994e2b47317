package org.ponkeeper.decide;

import java.util.List;
import org.ponkeeper.state.Change;

/**
 * What a request comes to on some state.
 *
 * @param answer what the caller gets once the changes are made
 * @param changes the changes, all of them or none; none where nothing needs to be changed
 * @param <T> what the caller gets
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
