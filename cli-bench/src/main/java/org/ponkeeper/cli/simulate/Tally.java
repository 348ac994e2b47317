package org.ponkeeper.cli.simulate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Counts values of an enum, from any thread. */
final class Tally<E extends Enum<E>> {

  private final Map<E, Long> counts;

  Tally(Class<E> kind) {
    counts = new EnumMap<>(kind);
  }

  synchronized void add(E thing) {
    counts.merge(thing, 1L, Long::sum);
  }

  /** The counts that are not 0, in the order of the enum. */
  synchronized Map<E, Long> counts() {
    return Collections.unmodifiableMap(new EnumMap<>(counts));
  }
}
