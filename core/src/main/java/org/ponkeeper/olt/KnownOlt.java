package org.ponkeeper.olt;

import java.util.Comparator;
import java.util.Optional;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * An OLT of which the store holds something.
 *
 * @param technology its technology; empty where only pools are there, under keys that do not tell
 *     it
 * @param olt the OLT
 * @param registered whether it has a record; if not, only the Go library knew it
 * @param state what its record says is being done to it; empty if there is none that can be read
 */
public record KnownOlt(
    Optional<Technology> technology,
    OltId olt,
    boolean registered,
    Optional<OltRecord.State> state) {

  public static final Comparator<KnownOlt> ORDER =
      Comparator.comparing(KnownOlt::olt)
          .thenComparing(known -> known.technology().map(Technology::ordinal).orElse(-1));
}
