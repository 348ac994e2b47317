package org.ponkeeper.decide;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
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
 * its instances. Each part is decided on the state that the earlier parts leave, and is added as a
 * whole if the transaction has room for it. For one decision.
 */
final class CombinedChanges {

  /** Leaves room for keys and encoding in a transaction of at most {@link Txn#MAX_BYTES}. */
  private static final long MAX_BYTES = Txn.MAX_BYTES - (128 << 10);

  private final StateView view;
  private final TxnDraft draft;

  CombinedChanges(StateView view) {
    this.view = view;
    this.draft = new TxnDraft(view.state());
  }

  /** A part without an answer. */
  private record Part(Set<Integer> pons, Function<StateView, List<Change>> changes)
      implements Request<Boolean> {
    @Override
    public Proposal<Boolean> propose(StateView view) {
      return new Proposal<>(true, changes.apply(view));
    }
  }

  /**
   * Adds a part if there is room for it. The first one always fits.
   *
   * @return its answer; empty if it was not added
   * @throws org.ponkeeper.error.PonkeeperException if the part is refused
   */
  <T> Optional<T> add(Request<T> part) {
    Decision<T> decision = draft.decide(part);
    T answer =
        switch (decision) {
          case Decision.Commit<T> commit -> commit.answer();
          case Decision.NoChange<T> noChange -> noChange.answer();
          case Decision.Refusal<T> refusal -> {
            view.readAll(refusal.readSet());
            throw refusal.error();
          }
        };
    return draft.add(decision, readBefore(decision), 0) ? Optional.of(answer) : Optional.empty();
  }

  /** The number of conditions for what was read before the parts, and is read by none of them. */
  private int readBefore(Decision<?> decision) {
    Set<ReadKey> before = new HashSet<>(view.readSet());
    before.removeAll(draft.readSet());
    before.removeAll(decision.readSet());
    return before.size();
  }

  /** The state after the parts; what they change has no version yet. */
  OltState after() {
    return draft.after();
  }

  /** Adds the changes of a part on that PON; returns whether there was room for them. */
  boolean add(int pon, Function<StateView, List<Change>> changes) {
    return add(new Part(Set.of(pon), changes)).isPresent();
  }

  /** The last change of each key. Everything that the parts read enters the read set. */
  List<Change> changes() {
    view.readAll(draft.readSet());
    return draft.changes();
  }

  /**
   * Refuses a request that must be one transaction.
   *
   * @throws RefusedException {@code ONU_TOO_LARGE} with the numbers of conditions and changes, or
   *     the bytes
   */
  static void requireOneTransaction(OnuId onu, Set<ReadKey> readSet, List<Change> changes) {
    if (readSet.size() > Txn.MAX_CONDITIONS || changes.size() > Txn.MAX_MUTATIONS) {
      throw new RefusedException(ErrorCode.ONU_TOO_LARGE)
          .with("ONU", onu)
          .with("conditions", readSet.size())
          .with("changes", changes.size())
          .with("limit of each", Txn.MAX_MUTATIONS);
    }
    long bytes = changes.stream().mapToLong(TxnDraft::bytes).sum();
    if (bytes > MAX_BYTES) {
      throw new RefusedException(ErrorCode.ONU_TOO_LARGE)
          .with("ONU", onu)
          .with("bytes", bytes)
          .with("limit", MAX_BYTES);
    }
  }

  /** The ids that are free after the changes and were not before, by pool. */
  SortedMap<PoolId, IdSet> freed() {
    OltState before = draft.base();
    SortedMap<PoolId, IdSet> freed = new TreeMap<>();
    for (Change change : draft.changes()) {
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
}
