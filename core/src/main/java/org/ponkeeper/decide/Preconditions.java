package org.ponkeeper.decide;

import java.util.Optional;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;

/** The preconditions of any change on a PON of an OLT. */
final class Preconditions {
  private Preconditions() {}

  /**
   * Refuses a change if the OLT or the PON does not accept changes.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED}, {@code OLT_BUSY}, {@code
   *     PON_NOT_REGISTERED}: a PON is known if it is registered, has a pool or an instance, or all
   *     PONs share the pools
   * @throws CorruptDataException if the record cannot be read
   */
  static void check(StateView view, int pon) {
    if (view.record() instanceof Stored.Unreadable<OltRecord> unreadable) {
      throw OltErrors.unreadableRecord(view.technology(), view.olt(), unreadable.reason());
    }
    Registration registration = view.registration();
    if (registration.isUnknown()) {
      throw OltErrors.notRegistered(view.technology(), view.olt());
    }
    registration.record().ifPresent(record -> requireLive(view, record));
    if (!registration.pons().contains(pon)) {
      throw OltErrors.ponNotRegistered(view.olt(), pon, registration.pons());
    }
  }

  /**
   * Refuses a change of an ONU whose caller has read something else of it. If nothing is stored of
   * the ONU, the request decides.
   *
   * @throws RefusedException {@code ETAG_MISMATCH}
   * @throws CorruptDataException as {@link OnuClaims#of(StateView, OnuId)}
   */
  static void checkMatch(StateView view, OnuId onu, Optional<Etag> wanted) {
    if (wanted.isPresent() && isStored(view, onu)) {
      Etags.requireMatch(wanted, view.etagOf(onu), "ONU " + onu);
    }
  }

  /** Whether something is stored that is certainly of the ONU, so that it has an etag. */
  static boolean isStored(StateView view, OnuId onu) {
    return !view.allOnOnu(onu).isEmpty()
        || OnuClaims.of(view, onu).owner().isPresent()
        || OnuClaims.isTakenWithoutOwner(view, onu);
  }

  /**
   * Refuses an OLT while an operation on it as a whole is in progress.
   *
   * @throws RefusedException {@code OLT_BUSY}
   */
  static void requireLive(StateView view, OltRecord record) {
    if (!record.isLive()) {
      throw OltErrors.busy(view.technology(), view.olt(), record);
    }
  }
}
