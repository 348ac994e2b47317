package org.ponkeeper.keyspace;

import java.util.Optional;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyRange;

/** What a key below one of the prefixes of technology profiles and resources is to Ponkeeper. */
public sealed interface KeyClass {

  /**
   * The keys that belong together with this one; a walk that looks for something else goes on
   * behind them.
   */
  KeyRange span();

  /** Ponkeeper works with it; it is of no OLT, as a template. */
  record Known(KeyRange span) implements KeyClass {}

  /**
   * Ponkeeper works with it; it is of an OLT.
   *
   * @param technology missing where the key does not tell it
   */
  record OfOlt(KeyRange span, Optional<Technology> technology, OltId olt) implements KeyClass {}

  /**
   * Ponkeeper does not work with it.
   *
   * @param prefix what the keys of the span begin with, to be shown
   * @param inOlt whether it lies where only keys of that OLT belong
   * @param remark why, in words
   * @param readAt the path that a Ponkeeper must be given to read it, if only that keeps it from
   *     doing so
   */
  record Foreign(
      KeyRange span,
      ForeignKeys.Kind kind,
      String prefix,
      Optional<Technology> technology,
      Optional<OltId> olt,
      boolean inOlt,
      String remark,
      Optional<ForeignKeys.ReadAt> readAt)
      implements KeyClass {

    /** The same, to be read with that path. */
    Foreign readAt(ForeignKeys.ReadAt path) {
      return new Foreign(span, kind, prefix, technology, olt, inOlt, remark, Optional.of(path));
    }
  }
}
