package org.ponkeeper.plan;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;

/** What was found under the key of a claim. */
public sealed interface ClaimState {

  /**
   * The ids of the claim.
   *
   * @param key whose claim it is
   * @throws CorruptDataException if it cannot be read
   */
  default Set<Integer> readable(ClaimKey key) {
    return switch (this) {
      case Held held -> held.ids();
      case Garbled garbled -> throw CorruptDataException.of(key, garbled.reason());
    };
  }

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
