package org.ponkeeper.keyspace;

import java.util.Optional;
import org.ponkeeper.pool.PoolId;

/** A parsed resource key of an OLT. */
public sealed interface ResourceKey {

  /** A pool. */
  record Pool(PoolId id) implements ResourceKey {}

  /**
   * Data of an ONU, for example its Alloc-IDs: {@code {<pon>,<onu>}/…} or {@code
   * {<pon>,<onu>,<uni>}/…}.
   */
  record OfOnu(int pon) implements ResourceKey {}

  /** A flow info of the adapter: {@code flow_id_info/{<pon>,<onu>}/…}. */
  record FlowInfo(int pon) implements ResourceKey {}

  /** Anything else. */
  record Other() implements ResourceKey {}

  /** The PON's number, or the index of the pool; empty if the key has none. */
  default Optional<Integer> ponNumber() {
    return switch (this) {
      case Pool pool -> Optional.of(pool.id().index());
      case OfOnu onu -> Optional.of(onu.pon());
      case FlowInfo flow -> Optional.of(flow.pon());
      case Other other -> Optional.empty();
    };
  }
}
