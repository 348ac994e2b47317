package org.ponkeeper.store;

import java.util.Set;

/** Result of a transaction whose outcome is known. */
public sealed interface TxnResult {

  /**
   * All conditions held and all mutations were applied.
   *
   * @param version the new version of every key written by the transaction; without mutations, a
   *     version that the store had at that time
   */
  record Committed(Version version) implements TxnResult {}

  /**
   * A condition did not hold; nothing was written.
   *
   * @param keys the keys whose conditions did not hold, as far as the engine can tell; empty if it
   *     cannot
   */
  record Conflict(Set<Key> keys) implements TxnResult {
    public Conflict {
      keys = Set.copyOf(keys);
    }
  }
}
