package org.ponkeeper.state;

import java.util.SortedSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.NumberRanges;

/** Creates errors that concern an OLT as a whole. */
public final class OltErrors {
  private OltErrors() {}

  /** {@code OLT_NOT_REGISTERED}: the store has no data of the OLT. */
  public static RefusedException notRegistered(Technology technology, OltId olt) {
    return refused(ErrorCode.OLT_NOT_REGISTERED, technology, olt);
  }

  /** {@code OLT_BUSY}: an operation on the OLT as a whole is in progress, or was not completed. */
  public static RefusedException busy(Technology technology, OltId olt, OltRecord record) {
    RefusedException busy =
        refused(ErrorCode.OLT_BUSY, technology, olt)
            .with("state", record.state())
            .with("reason", record.whatIsUnderWay());
    return record.state() == OltRecord.State.MIGRATING
        ? busy.with("new pool keys", record.layout().other().text())
        : busy;
  }

  /** {@code PON_NOT_REGISTERED}: the OLT does not have this PON. */
  public static RefusedException ponNotRegistered(OltId olt, int pon, SortedSet<Integer> pons) {
    return new RefusedException(ErrorCode.PON_NOT_REGISTERED)
        .with("OLT", olt)
        .with("PON", pon)
        .with("registered", NumberRanges.print(pons));
  }

  /** {@code CORRUPT_DATA}: the OLT's record cannot be read. */
  public static CorruptDataException unreadableRecord(
      Technology technology, OltId olt, String reason) {
    return CorruptDataException.of("the record of OLT %s (%s)".formatted(olt, technology), reason);
  }

  private static RefusedException refused(ErrorCode code, Technology technology, OltId olt) {
    return new RefusedException(code).with("OLT", olt).with("technology", technology);
  }
}
