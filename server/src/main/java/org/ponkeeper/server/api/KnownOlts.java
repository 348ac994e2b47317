package org.ponkeeper.server.api;

import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.server.access.Caller;

/** Lists of OLTs: who sees which entries, and their order. */
final class KnownOlts {
  private KnownOlts() {}

  /** One whose technology is unknown belongs to nobody, so no adapter sees it. */
  static boolean isVisible(KnownOlt olt, Caller caller) {
    return !caller.isLimited()
        || olt.technology().filter(of -> caller.mayAccess(of, olt.olt())).isPresent();
  }

  /** Sorts as {@link KnownOlt#ORDER} does: a space comes before all characters of device ids. */
  static String order(KnownOlt olt) {
    int technology = olt.technology().map(ResourceName.TECHNOLOGIES::indexOf).orElse(-1);
    return olt.olt().device() + " " + (technology + 1);
  }
}
