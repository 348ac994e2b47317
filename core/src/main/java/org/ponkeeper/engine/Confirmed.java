package org.ponkeeper.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pon.PonId;

/** When the store last said of each PON that what is in memory of it is so. Immutable. */
final class Confirmed {

  private final Instant all;

  /** By number, of those that were confirmed after {@link #all}. */
  private final @Nullable Instant[] later;

  private Confirmed(Instant all, @Nullable Instant[] later) {
    this.all = all;
    this.later = later;
  }

  /** Everything was read at that time. */
  static Confirmed all(Instant at) {
    return new Confirmed(at, new Instant[0]);
  }

  /** The same, and these PONs were confirmed at a later time. */
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

  /** When the one of the PONs was confirmed for which that is longest ago. */
  Instant oldest(Collection<Integer> pons) {
    return pons.stream().map(this::of).min(Instant::compareTo).orElse(all);
  }
}
