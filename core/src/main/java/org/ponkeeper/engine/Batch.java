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

/** The requests that go into one transaction, with what was decided. */
final class Batch {

  /** A request with what was decided. */
  private record Decided<T>(PendingRequest<T> asked, Decision<T> decision) {
    void answer() {
      switch (decision) {
        case Decision.Commit<T> commit -> asked.succeed(commit.answer());
        case Decision.NoChange<T> noChange -> asked.succeed(noChange.answer());
        case Decision.Refusal<T> refusal -> asked.fail(refusal.error());
      }
    }

    /** Records that the store did not say whether the transaction was made. */
    void outcomeUnknown(OltState base) {
      asked.endCommit();
      if (decision instanceof Decision.Commit<T> commit) {
        asked.outcomeUnknown(base, commit);
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
    for (PendingRequest<?> asked : requests) {
      // What is kept of the OLT may be other things once its record is written.
      if (batch.decided.size() == most || batch.changesRecord() || !batch.add(asked)) {
        break;
      }
    }
    return batch;
  }

  private <T> boolean add(PendingRequest<T> asked) {
    Decision<T> decision = draft.decide(asked.request());
    return draft.add(decision, 0) && decided.add(new Decided<>(asked, decision));
  }

  /** The state that the batch was decided on. */
  OltState base() {
    return draft.base();
  }

  /** The requests that were decided, in order. */
  List<PendingRequest<?>> requests() {
    return decided.stream().<PendingRequest<?>>map(Decided::asked).toList();
  }

  /**
   * Says that the transaction is about to be sent; false, and then it must not be, if a caller gave
   * up meanwhile.
   */
  boolean begin() {
    for (int i = 0; i < decided.size(); i++) {
      Decided<?> one = decided.get(i);
      boolean stays = one.changes() ? one.asked().beginCommit() : !one.asked().isGivenUp();
      if (!stays) {
        decided.subList(0, i).forEach(begun -> begun.asked().endCommit());
        return false;
      }
    }
    return true;
  }

  /** Says that the transaction was not made because of a conflict. */
  void conflicted(long nowNanos) {
    for (Decided<?> one : decided) {
      one.asked().endCommit();
      one.asked().conflicted(nowNanos);
    }
  }

  /** Records that the store did not say whether the transaction was made. */
  void outcomeUnknown() {
    decided.forEach(one -> one.outcomeUnknown(base()));
  }

  /** Says that the transaction was not made. */
  void notMade() {
    decided.forEach(one -> one.asked().endCommit());
  }

  /** All waiting callers receive their results. */
  void answer() {
    decided.forEach(Decided::answer);
  }

  /** All that the decisions read. */
  Set<ReadKey> readSet() {
    return draft.readSet();
  }

  /** The last change of each fact. */
  List<Change> changes() {
    return draft.changes();
  }

  /** Records that the transaction writes something else than a change says. */
  void overruled() {
    overruled = true;
  }

  /** Whether the transaction writes something else than a change says: memory must not keep it. */
  boolean isOverruled() {
    return overruled;
  }

  /** Whether the transaction changes the OLT's record. */
  boolean changesRecord() {
    return draft.changesRecord();
  }

  /**
   * The PONs of which the transaction confirms everything in memory: an owner changes there, so it
   * relied on the pools.
   *
   * @param committed the state once it was made
   */
  Set<Integer> confirmed(OltState committed) {
    Set<Integer> pons = new HashSet<>();
    for (Decided<?> one : decided) {
      for (int pon : one.asked().request().pons()) {
        if (!Objects.equals(base().pons().get(pon), committed.pons().get(pon))) {
          pons.add(pon);
        }
      }
    }
    return pons;
  }

  /** The state once the transaction was made at that version. */
  OltState committedAt(long version) {
    return draft.committedAt(version);
  }
}
