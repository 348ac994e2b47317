package org.ponkeeper.decide;

import java.util.Set;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.state.OltState;

/**
 * A command on one OLT. Immutable; may be decided several times, each time on a newer state.
 *
 * @param <T> what the caller gets
 */
public interface Request<T> {

  /** The numbers of the PONs that the request is about; their states must be loaded. */
  Set<Integer> pons();

  /** The templates whose state must be loaded, besides those in use on the PON; none by default. */
  default Set<TechProfileId> templates() {
    return Set.of();
  }

  /**
   * Decides what is to be done. Pure: the same state gives the same answer.
   *
   * @param view the state; what is read there is what the decision relies on
   * @throws PonkeeperException if the request is refused
   */
  Proposal<T> propose(StateView view);

  /** Decides on a state, and tells what the decision relies on. */
  default Decision<T> decide(OltState state) {
    StateView view = new StateView(state);
    try {
      Proposal<T> proposal = propose(view);
      return proposal.changes().isEmpty()
          ? new Decision.NoChange<>(proposal.answer(), view.readSet())
          : new Decision.Commit<>(proposal.answer(), proposal.changes(), view.readSet());
    } catch (PonkeeperException refusal) {
      return new Decision.Refusal<>(refusal, view.readSet());
    }
  }

  /**
   * The request to go on with when it is not known whether the commit of its decision was made; the
   * same one by default, for a request that finds what it did.
   *
   * @param decidedOn the state that the decision was made on
   */
  default Request<T> afterUnknownOutcome(OltState decidedOn) {
    return this;
  }
}
