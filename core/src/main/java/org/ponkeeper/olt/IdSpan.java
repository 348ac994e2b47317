package org.ponkeeper.olt;

import org.ponkeeper.pool.IdRange;

/**
 * Adjacent ids of a pool that are in the same state.
 *
 * @param ids the ids
 * @param state the state of each of them
 */
public record IdSpan(IdRange ids, State state) {

  /** The state of an id. */
  public enum State {
    /** It can be allocated. */
    FREE,
    /** It is owned, or taken without a known owner; perhaps outside the ranges. */
    TAKEN,
    /**
     * It is never allocated: a reserved GEM port id, a multicast one of a template in use, or one
     * in a gap between the ranges.
     */
    RESERVED,
    /** The pool does not offer it, or the technology does not allow it. */
    OUTSIDE
  }
}
