package org.ponkeeper.store;

import java.util.Set;

/** How a transaction ended, where the store could say so. */
public sealed interface TxnResult {

  /**
   * The conditions held and all mutations were made.
   *
   * @param version the version that every key put by the transaction has now; without a mutation,
   *     some version that the store had at that time
   */
  record Committed(Version version) implements TxnResult {}

  /**
   * A condition did not hold; nothing was written.
   *
   * @param keys keys whose conditions did not hold, as far as the engine can tell; empty if it
   *     cannot
   */
  record Conflict(Set<Key> keys) implements TxnResult {
    public Conflict {
      keys = Set.copyOf(keys);
    }
  }
}
