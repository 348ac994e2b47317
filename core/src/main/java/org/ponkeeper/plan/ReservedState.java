package org.ponkeeper.plan;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** What was found under the key of the reserved GEM port ids. */
public sealed interface ReservedState {

  /** GEM port ids never to hand out; none if the key is absent. */
  record Ids(Set<Integer> ids) implements ReservedState {
    public Ids {
      ids = Collections.unmodifiableSet(new TreeSet<>(ids));
    }
  }

  /** There is something that cannot be read. */
  record Unreadable(String reason) implements ReservedState {}
}
