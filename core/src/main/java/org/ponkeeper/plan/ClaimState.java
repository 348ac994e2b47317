package org.ponkeeper.plan;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** What was found under the key of a claim. */
public sealed interface ClaimState {

  /**
   * A claim.
   *
   * @param ids its ids, at least one
   */
  record Held(Set<Integer> ids) implements ClaimState {
    public Held {
      ids = Collections.unmodifiableSet(new TreeSet<>(ids));
    }
  }

  /** There is something that cannot be read as a claim; it is never overwritten. */
  record Garbled(String reason) implements ClaimState {}
}
