package org.ponkeeper.maintenance;

import java.util.Comparator;
import java.util.Optional;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * The number of keys of an OLT that a restore or import changes.
 *
 * @param technology its technology; empty for keys without one
 * @param olt the OLT
 * @param written keys that are written, over another value or not
 * @param deleted keys that are deleted; for an import, keys that are not in the file and are kept
 */
public record OltChanges(Optional<Technology> technology, OltId olt, long written, long deleted) {

  static final Comparator<OltChanges> ORDER =
      Comparator.comparing(OltChanges::olt)
          .thenComparing(changes -> changes.technology().map(Technology::ordinal).orElse(-1));
}
