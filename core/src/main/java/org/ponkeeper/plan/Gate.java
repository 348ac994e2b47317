package org.ponkeeper.plan;

import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;

/** Whether an OLT takes changes on a PON at all. */
final class Gate {
  private Gate() {}

  /** Why no change can be made on the PON, if that is so. */
  static Optional<PonkeeperException> closed(OltState state, int pon) {
    if (state.record().value() instanceof RecordState.Unreadable unreadable) {
      return Optional.of(
          new CorruptDataException(ErrorCode.CORRUPT_DATA)
              .with("what", "the record of OLT " + state.olt())
              .with("reason", unreadable.reason()));
    }
    Registration registration = state.registration();
    if (registration.isUnknown()) {
      return Optional.of(
          refused(ErrorCode.OLT_NOT_REGISTERED, state).with("technology", state.technology()));
    }
    Optional<OltRecord> busy =
        registration.record().filter(record -> record.life() != OltRecord.Life.LIVE);
    if (busy.isPresent()) {
      return Optional.of(busy(state, busy.get()));
    }
    if (!isKnown(registration, pon)) {
      return Optional.of(
          refused(ErrorCode.PON_NOT_REGISTERED, state)
              .with("PON", pon)
              .with("registered", NumberRuns.print(registration.pons())));
    }
    return Optional.empty();
  }

  /**
   * Every PON is known that was registered, has a pool or an instance, or whose pools are shared.
   */
  private static boolean isKnown(Registration registration, int pon) {
    return registration.pons().contains(pon);
  }

  static Set<Fact> facts() {
    return Set.of(new Fact.OfRecord());
  }

  /** The error for an OLT to which something is being done as a whole. */
  static RefusedException busy(OltState state, OltRecord record) {
    return refused(ErrorCode.OLT_BUSY, state)
        .with("state", record.life())
        .with("reason", record.whatIsUnderWay());
  }

  private static RefusedException refused(ErrorCode code, OltState state) {
    return new RefusedException(code).with("OLT", state.olt());
  }
}
