package org.ponkeeper.work;

import java.util.List;
import org.ponkeeper.Olt;
import org.ponkeeper.decide.Decision;
import org.ponkeeper.decide.RegisterOlt;
import org.ponkeeper.decide.Request;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.state.OltState;

/**
 * Registers an OLT. Before it adopts data of the Go library, it makes sure that no taken id is
 * lost.
 */
public final class OltAdoption {

  private final OltStore at;
  private final OltCall call;

  public OltAdoption(OltStore at, OltCall call) {
    this.at = at;
    this.call = call;
  }

  /** Registers the OLT; errors as {@link Olt#register}. */
  public RegistrationResult register(OltRegistration registration) {
    RegisterOlt request = new RegisterOlt(registration);
    List<String> notes = takeOver(call.stateWithoutPons(), request);
    return call.submit(request).withWarnings(notes);
  }

  /**
   * Takes over ids from pools in the layout that is not in use, if the OLT has no record and the
   * request would create one.
   *
   * @return what was found and done, in sentences
   */
  public List<String> takeOver(OltState state, Request<?> request) {
    if (state.registration().record().isPresent()
        || request.decide(state) instanceof Decision.Refusal<?>) {
      return List.of();
    }
    try {
      return new PoolTakeOver(at, call).run(state);
    } catch (CorruptDataException unreadable) {
      // The audit reports unreadable values separately, and none is overwritten.
      return List.of("ids in the unused pools were not taken over: " + unreadable.facts());
    }
  }
}
