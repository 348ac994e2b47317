package org.ponkeeper.decide;

import java.util.Set;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;

/**
 * A command on one OLT. Immutable; may be decided several times, each time on a newer state.
 *
 * @param <T> the type of the result
 */
public interface Request<T> {

  /** The numbers of the PONs that the request concerns; their states must be loaded. */
  Set<Integer> pons();

  /** The templates that must be loaded in addition to those in use on the PONs; none by default. */
  default Set<TechProfileId> templates() {
    return Set.of();
  }

  /**
   * Decides which changes to make. Pure: the same state always has the same result.
   *
   * @param view the state; everything read from it enters the read set
   * @throws PonkeeperException if the request is refused
   */
  Proposal<T> propose(StateView view);

  /** Decides on a state, and records the read set. */
  default Decision<T> decide(OltState state) {
    StateView view = new StateView(state);
    try {
      Proposal<T> proposal = propose(view);
      return proposal.changes().isEmpty()
          ? new Decision.NoChange<>(proposal.answer(), view.readSet())
          : new Decision.Commit<>(proposal.answer(), proposal.changes(), view.readSet());
    } catch (PonkeeperException refusal) {
      return new Decision.Refusal<>(refusal, view.readSetOfRefusal());
    }
  }

  /**
   * The request for the next attempt after a conflict. By default this request itself: the state
   * was read again.
   *
   * @param changed what has changed since it was read; empty if the store does not tell
   */
  default Request<T> afterConflict(Set<ReadKey> changed) {
    return this;
  }

  /**
   * Decides again after a commit with an unknown outcome. By default as for the first time: enough
   * for a request whose decision recognizes its own change in the state.
   *
   * @param view the state now
   * @param sent the last attempt that was sent
   * @throws PonkeeperException if the request is refused, or {@code OUTCOME_UNKNOWN} if it cannot
   *     be known whether the attempt was committed
   */
  default Proposal<T> proposeAgain(StateView view, SentAttempt<T> sent) {
    return propose(view);
  }
}
