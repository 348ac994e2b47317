package org.ponkeeper.olt;

import java.util.Comparator;
import java.util.Optional;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * An OLT that the store has data of.
 *
 * @param technology its technology; empty if there are only pools, under keys without a technology
 * @param olt the OLT
 * @param registered whether it has a record; if not, only the Go library has worked on it
 * @param state the state in its record; empty without a readable record
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
