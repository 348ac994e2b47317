package org.ponkeeper.keyspace;

import java.util.Optional;
import org.ponkeeper.pool.PoolId;

/** What a key is among the resource keys of an OLT. */
public sealed interface ResourceKey {

  /** A pool. */
  record Pool(PoolId id) implements ResourceKey {}

  /**
   * Something of an ONU, as its Alloc-IDs: {@code {<pon>,<onu>}/…} or {@code
   * {<pon>,<onu>,<uni>}/…}.
   */
  record OfOnu(int pon) implements ResourceKey {}

  /** What the adapter keeps of a flow: {@code flow_id_info/{<pon>,<onu>}/…}. */
  record FlowInfo(int pon) implements ResourceKey {}

  /** Anything else. */
  record Other() implements ResourceKey {}

  /**
   * The number of the PON that the key is of, or the index of its pool; empty if it does not tell.
   */
  default Optional<Integer> ponNumber() {
    return switch (this) {
      case Pool pool -> Optional.of(pool.id().index());
      case OfOnu onu -> Optional.of(onu.pon());
      case FlowInfo flow -> Optional.of(flow.pon());
      case Other other -> Optional.empty();
    };
  }
}
