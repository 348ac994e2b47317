package org.ponkeeper.decide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.Txn;

/**
 * The changes of a request that consists of several parts, such as the deletion of an ONU with all
 * its instances. Each part is decided on the state that the earlier parts leave. For one decision.
 */
final class CombinedChanges {

  private final StateView view;
  private final OltState before;
  private final Map<ReadKey, Change> changes = new LinkedHashMap<>();

  CombinedChanges(StateView view) {
    this.view = view;
    this.before = view.state();
  }

  /** Decides a part and adds its changes. */
  <T> T add(Request<T> part) {
    Proposal<T> proposal = part.propose(view);
    add(proposal.changes());
    return proposal.answer();
  }

  /** Adds changes. A later change of a key replaces an earlier one. */
  void add(List<? extends Change> more) {
    more.forEach(change -> changes.put(change.fact(), change));
    view.apply(List.copyOf(more));
  }

  /** Whether the transaction has room for this number of further conditions and mutations. */
  boolean hasRoomFor(int more) {
    return view.readSet().size() + more <= Txn.MAX_CONDITIONS
        && changes.size() + more <= Txn.MAX_MUTATIONS;
  }

  /**
   * Refuses a request that does not fit into one transaction.
   *
   * @throws RefusedException {@code ONU_TOO_LARGE} with the numbers of conditions and changes
   */
  void requireRoom(OnuId onu) {
    if (!hasRoomFor(0)) {
      throw new RefusedException(ErrorCode.ONU_TOO_LARGE)
          .with("ONU", onu)
          .with("conditions", view.readSet().size())
          .with("changes", changes.size())
          .with("limit", Txn.MAX_MUTATIONS);
    }
  }

  /** The last change of each key. */
  List<Change> toList() {
    return List.copyOf(changes.values());
  }

  /** The ids that are free after the changes and were not before, by pool. */
  SortedMap<PoolId, IdSet> freed() {
    SortedMap<PoolId, IdSet> freed = new TreeMap<>();
    for (Change change : changes.values()) {
      if (change instanceof Change.PutPool put
          && before.pool(put.id()) instanceof Stored.Present<ResourcePool> present) {
        IdSet ids = present.value().takenIds().filter(id -> !put.pool().isTaken(id));
        if (!ids.isEmpty()) {
          freed.put(put.id(), ids);
        }
      }
    }
    return freed;
  }

  /** Whether the id is taken in the pool, and the store has no owner of it. */
  static boolean isTakenByUnknown(PoolDraft pool, int id, Set<Integer> pons) {
    return pons.size() == 1
        && pool.holderOf(id).filter(IdOwner.Unknown.class::isInstance).isPresent();
  }
}
