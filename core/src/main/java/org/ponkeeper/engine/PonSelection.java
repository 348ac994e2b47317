package org.ponkeeper.engine;

import java.util.Set;
import java.util.TreeSet;

/** The PONs of an OLT to load. */
public sealed interface PonSelection {

  /** All PONs of the OLT. */
  record All() implements PonSelection {}

  /** These PONs, and those that share a pool with them. */
  record Pons(Set<Integer> numbers) implements PonSelection {
    public Pons {
      numbers = Set.copyOf(numbers);
    }
  }

  /** The union of both selections. */
  default PonSelection plus(PonSelection more) {
    if (this instanceof Pons some && more instanceof Pons others) {
      Set<Integer> union = new TreeSet<>(some.numbers());
      union.addAll(others.numbers());
      return new Pons(union);
    }
    return new All();
  }

  /** Whether the PON is selected. */
  default boolean includes(int pon) {
    return switch (this) {
      case All all -> true;
      case Pons some -> some.numbers().contains(pon);
    };
  }

  /** Whether this selection includes all of the other one. */
  default boolean includes(PonSelection other) {
    return switch (this) {
      case All all -> true;
      case Pons some ->
          other instanceof Pons others && some.numbers().containsAll(others.numbers());
    };
  }
}
