package org.ponkeeper.keyspace;

import java.util.Optional;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyRange;

/** The class of a key below one of the prefixes of technology profiles and resources. */
public sealed interface KeyClass {

  /** The range of keys with the same class; a walk can continue after it. */
  KeyRange span();

  /** Ponkeeper maintains the key, and it belongs to no OLT, for example a template. */
  record Known(KeyRange span) implements KeyClass {}

  /**
   * Ponkeeper maintains the key, and it belongs to an OLT.
   *
   * @param technology empty if the key does not contain it
   */
  record OfOlt(KeyRange span, Optional<Technology> technology, OltId olt) implements KeyClass {}

  /**
   * Ponkeeper does not maintain the key.
   *
   * @param prefix the common prefix of the span's keys, for display
   * @param inOlt whether it is among keys that should belong only to that OLT
   * @param remark the reason
   * @param readAt the path with which a Ponkeeper would read the keys, if there is one
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
