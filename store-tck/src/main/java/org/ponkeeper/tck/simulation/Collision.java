package org.ponkeeper.tck.simulation;

import org.ponkeeper.pool.PoolId;

/**
 * An id that two services have, or that a writer who looks at the pool alone would give to a second
 * one.
 *
 * @param kind which of the two
 * @param pool the pool that the id is from
 * @param id the id
 */
public record Collision(Kind kind, PoolId pool, int id) {

  /** What is wrong with the id. */
  public enum Kind {
    OWNED_TWICE,
    OWNED_NOT_TAKEN
  }
}
