package org.ponkeeper.plan;

import java.util.Set;
import org.ponkeeper.pon.TechProfileId;

/**
 * Something asked of an OLT. Immutable; may be decided several times, each time on a newer state.
 *
 * @param <T> what the caller is told
 */
public interface Request<T> {

  /** The numbers of the PONs that the request is about; their states must be loaded. */
  Set<Integer> pons();

  /** The templates whose state must be loaded, besides those in use on the PON. */
  Set<TechProfileId> templates();

  /** Decides. Pure: the same state gives the same decision. */
  Decision<T> decide(OltState state);

  /**
   * The request to go on with when nobody knows whether the commit of its decision was made.
   *
   * @param decidedOn the state that the decision was made on
   */
  Request<T> afterUnknownOutcome(OltState decidedOn);
}
