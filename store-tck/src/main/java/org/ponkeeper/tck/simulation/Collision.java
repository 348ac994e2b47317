package org.ponkeeper.tck.simulation;

import org.ponkeeper.pool.PoolId;

/**
 * An id that two services have, or that a writer that looks only at the pool would allocate a
 * second time.
 *
 * @param kind which of the two
 * @param pool the pool of the id
 * @param id the id
 */
public record Collision(Kind kind, PoolId pool, int id) {

  /** The kind of collision. */
  public enum Kind {
    OWNED_TWICE,
    OWNED_NOT_TAKEN
  }
}
