package org.ponkeeper.plan;

import org.ponkeeper.pool.ResourcePool;

/** What was found under the key of a pool. */
public sealed interface PoolState {

  /** There is no pool: the first change that needs it makes it. */
  record Absent() implements PoolState {}

  /** The pool. */
  record Present(ResourcePool pool) implements PoolState {}

  /** There is something that cannot be read as a pool; it is never overwritten. */
  record Unreadable(String reason) implements PoolState {}
}
