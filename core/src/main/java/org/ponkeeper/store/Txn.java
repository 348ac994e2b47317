package org.ponkeeper.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A conditional write: if every condition holds, all mutations are applied atomically, otherwise
 * none.
 *
 * <p>The limits are those of etcd, so that a transaction for one store fits all.
 *
 * @param conditions at most {@value #MAX_CONDITIONS}, one per key; without conditions the
 *     transaction always commits
 * @param mutations at most {@value #MAX_MUTATIONS}, one per key; without mutations the transaction
 *     only checks the conditions
 */
public record Txn(List<Condition> conditions, List<Mutation> mutations) {

  /** The maximum number of conditions of a transaction. */
  public static final int MAX_CONDITIONS = 128;

  /** The maximum number of mutations of a transaction. */
  public static final int MAX_MUTATIONS = 128;

  /** The maximum bytes of keys and values of a transaction: 1 MiB. */
  public static final int MAX_BYTES = 1 << 20;

  public Txn {
    conditions = List.copyOf(conditions);
    mutations = List.copyOf(mutations);
    if (conditions.size() > MAX_CONDITIONS || mutations.size() > MAX_MUTATIONS) {
      throw new IllegalArgumentException(
          "a transaction has at most 128 conditions and 128 mutations, not %s and %s"
              .formatted(conditions.size(), mutations.size()));
    }
    Set<Key> seen = new HashSet<>();
    for (Condition condition : conditions) {
      if (!seen.add(condition.key())) {
        throw new IllegalArgumentException("two conditions on " + condition.key());
      }
    }
    seen.clear();
    long bytes = 0;
    for (Mutation mutation : mutations) {
      if (!seen.add(mutation.key())) {
        throw new IllegalArgumentException("two mutations of " + mutation.key());
      }
      bytes += mutation.length();
    }
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a transaction has at most " + MAX_BYTES + " bytes, not " + bytes);
    }
  }

  /** Writes one key without a condition. */
  public static Txn put(Key key, Bytes value) {
    return new Txn(List.of(), List.of(new Mutation.Put(key, value)));
  }

  /** Deletes one key without a condition. */
  public static Txn delete(Key key) {
    return new Txn(List.of(), List.of(new Mutation.Delete(key)));
  }
}
