package org.ponkeeper.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ponkeeper.decide.Decision;
import org.ponkeeper.decide.TxnDraft;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;

/** The requests of one transaction, with their decisions. */
final class Batch {

  /** A request and its decision. */
  private record Decided<T>(PendingRequest<T> pending, Decision<T> decision) {
    void answer() {
      switch (decision) {
        case Decision.Commit<T> commit -> pending.succeed(commit.answer());
        case Decision.NoChange<T> noChange -> pending.succeed(noChange.answer());
        case Decision.Refusal<T> refusal -> pending.fail(refusal.error());
      }
    }

    /** Records that the transaction's outcome is unknown. */
    void outcomeUnknown(OltState base) {
      pending.endCommit();
      if (decision instanceof Decision.Commit<T> commit) {
        pending.outcomeUnknown(base, commit);
      }
    }

    /** Whether the transaction changes something for the request, so that its outcome matters. */
    boolean changes() {
      return decision instanceof Decision.Commit;
    }
  }

  private final TxnDraft draft;
  private final List<Decided<?>> decided = new ArrayList<>();
  private boolean overruled;

  private Batch(OltState base) {
    this.draft = new TxnDraft(base);
  }

  /** Decides as many of the requests, in order, as fit into one transaction; at least the first. */
  static Batch decide(OltState base, List<PendingRequest<?>> requests, int most) {
    Batch batch = new Batch(base);
    for (PendingRequest<?> pending : requests) {
      // A new record may change which data of the OLT must be loaded.
      if (batch.decided.size() == most || batch.changesRecord() || !batch.add(pending)) {
        break;
      }
    }
    return batch;
  }

  private <T> boolean add(PendingRequest<T> pending) {
    Decision<T> decision = draft.decide(pending.request());
    return draft.add(decision, 0, 0) && decided.add(new Decided<>(pending, decision));
  }

  /** The state that the batch was decided on. */
  OltState base() {
    return draft.base();
  }

  /** The decided requests, in order. */
  List<PendingRequest<?>> requests() {
    return decided.stream().<PendingRequest<?>>map(Decided::pending).toList();
  }

  /** The number of decided requests. */
  int size() {
    return decided.size();
  }

  /**
   * Marks the transaction as being sent; false if it must not be sent, because a caller gave up
   * meanwhile.
   */
  boolean begin() {
    for (int i = 0; i < decided.size(); i++) {
      Decided<?> one = decided.get(i);
      boolean stays = one.changes() ? one.pending().beginCommit() : !one.pending().isGivenUp();
      if (!stays) {
        decided.subList(0, i).forEach(begun -> begun.pending().endCommit());
        return false;
      }
    }
    return true;
  }

  /** Records that the transaction was not committed because of a conflict. */
  void conflicted(long nowNanos) {
    for (Decided<?> one : decided) {
      one.pending().endCommit();
      one.pending().conflicted(nowNanos);
    }
  }

  /** Records that the transaction's outcome is unknown. */
  void outcomeUnknown() {
    decided.forEach(one -> one.outcomeUnknown(base()));
  }

  /** Records that the transaction was not committed. */
  void notMade() {
    decided.forEach(one -> one.pending().endCommit());
  }

  /** All waiting callers receive their results. */
  void answer() {
    decided.forEach(Decided::answer);
  }

  /** The read set of all decisions. */
  Set<ReadKey> readSet() {
    return draft.readSet();
  }

  /** The last change of each key. */
  List<Change> changes() {
    return draft.changes();
  }

  /** Records that the transaction writes a different value for one of the changes. */
  void overruled() {
    overruled = true;
  }

  /**
   * Whether the transaction writes a different value for one of the changes, so that the state must
   * not be kept in memory.
   */
  boolean isOverruled() {
    return overruled;
  }

  /** Whether the transaction changes the OLT's record. */
  boolean changesRecord() {
    return draft.changesRecord();
  }

  /**
   * The PONs whose data in memory the transaction confirms: it changes an owner there, so it had
   * conditions on their pools.
   *
   * @param committed the state after the commit
   */
  Set<Integer> confirmed(OltState committed) {
    Set<Integer> pons = new HashSet<>();
    for (Decided<?> one : decided) {
      for (int pon : one.pending().request().pons()) {
        if (!Objects.equals(base().pons().get(pon), committed.pons().get(pon))) {
          pons.add(pon);
        }
      }
    }
    return pons;
  }

  /** The state after the transaction is committed at that version. */
  OltState committedAt(long version) {
    return draft.committedAt(version);
  }
}
