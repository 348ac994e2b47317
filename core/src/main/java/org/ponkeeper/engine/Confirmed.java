package org.ponkeeper.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pon.PonId;

/** For each PON, when the store last confirmed its data in memory. Immutable. */
final class Confirmed {

  private final Instant all;

  /** By number, the PONs that were confirmed after {@link #all}. */
  private final @Nullable Instant[] later;

  private Confirmed(Instant all, @Nullable Instant[] later) {
    this.all = all;
    this.later = later;
  }

  /** All data was read at that time. */
  static Confirmed all(Instant at) {
    return new Confirmed(at, new Instant[0]);
  }

  /** A copy in which these PONs were confirmed at a later time. */
  Confirmed with(Collection<Integer> pons, Instant at) {
    if (pons.isEmpty()) {
      return this;
    }
    @Nullable Instant[] next = Arrays.copyOf(later, PonId.LAST + 1);
    pons.forEach(pon -> next[pon] = at);
    return new Confirmed(all, next);
  }

  /** When the PON was confirmed. */
  Instant of(int pon) {
    Instant own = pon < later.length ? later[pon] : null;
    return own == null ? all : own;
  }

  /** The earliest time at which one of the PONs was confirmed. */
  Instant oldest(Collection<Integer> pons) {
    return pons.stream().map(this::of).min(Instant::compareTo).orElse(all);
  }
}
