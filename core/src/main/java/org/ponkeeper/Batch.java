package org.ponkeeper;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ponkeeper.plan.Change;
import org.ponkeeper.plan.Decision;
import org.ponkeeper.plan.Fact;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.store.Txn;

/**
 * Requests decided one after the other, each on the state that the one before left, to be made true
 * by one transaction: the difference between the state before and after.
 */
final class Batch {

  /** Stands in the state for what the batch changes, until the store gives a version. */
  private static final long PENDING = Long.MAX_VALUE;

  /** Leaves room for keys and encoding in a transaction of at most {@link Txn#MAX_BYTES}. */
  private static final long MAX_VALUE_BYTES = Txn.MAX_BYTES / 2;

  /** An id of a list in JSON, with its comma. */
  private static final long BYTES_OF_ID = 6;

  /** A request with what was decided. */
  private record Decided<T>(Asked<T> asked, Decision<T> decision) {
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

  private final OltState base;
  private OltState after;
  private final List<Decided<?>> decided = new ArrayList<>();
  private final Set<Fact> facts = new HashSet<>();
  private final Map<Fact, Change> changes = new LinkedHashMap<>();
  private long valueBytes;
  private boolean overruled;

  private Batch(OltState base) {
    this.base = base;
    this.after = base;
  }

  /** Decides as many of the requests, in order, as fit into one transaction; at least the first. */
  static Batch decide(OltState base, List<Asked<?>> requests, int most) {
    Batch batch = new Batch(base);
    for (Asked<?> asked : requests) {
      // What is kept of the OLT may be other things once its record is written.
      if (batch.decided.size() == most || batch.changesRecord() || !batch.add(asked)) {
        break;
      }
    }
    return batch;
  }

  private <T> boolean add(Asked<T> asked) {
    Decision<T> decision = asked.request().decide(after);
    List<Change> made =
        decision instanceof Decision.Commit<T> commit ? commit.changes() : List.of();
    if (!decided.isEmpty() && !fits(decision.reliesOn(), made)) {
      return false;
    }
    facts.addAll(decision.reliesOn());
    valueBytes = valueBytesWith(made);
    made.forEach(change -> changes.put(change.fact(), change));
    after = after.apply(made, PENDING);
    decided.add(new Decided<>(asked, decision));
    return true;
  }

  private boolean fits(Set<Fact> moreFacts, List<Change> more) {
    long newFacts = moreFacts.stream().filter(fact -> !facts.contains(fact)).count();
    long newChanges = more.stream().filter(change -> !changes.containsKey(change.fact())).count();
    return facts.size() + newFacts <= Txn.MAX_CONDITIONS
        && changes.size() + newChanges <= Txn.MAX_MUTATIONS
        && valueBytesWith(more) <= MAX_VALUE_BYTES;
  }

  private long valueBytesWith(List<Change> more) {
    long bytes = valueBytes;
    for (Change change : more) {
      Change replaced = changes.get(change.fact());
      bytes += bytes(change) - (replaced == null ? 0 : bytes(replaced));
    }
    return bytes;
  }

  private static long bytes(Change change) {
    return switch (change) {
      case Change.PutPool put -> put.pool().length() * 4L / 3;
      case Change.PutAdapterList put -> put.ids().size() * BYTES_OF_ID;
      case Change.OfAdapter own -> own.mutation().length();
      default -> 0;
    };
  }

  /** The state that the batch was decided on. */
  OltState base() {
    return base;
  }

  /** The requests that were decided, in order. */
  List<Asked<?>> requests() {
    return decided.stream().<Asked<?>>map(Decided::asked).toList();
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
    decided.forEach(one -> one.outcomeUnknown(base));
  }

  /** Says that the transaction was not made. */
  void notMade() {
    decided.forEach(one -> one.asked().endCommit());
  }

  /** Gives everybody his answer. */
  void answer() {
    decided.forEach(Decided::answer);
  }

  /** Everything that the decisions relied on. */
  Set<Fact> facts() {
    return facts;
  }

  /** The last change of each fact. */
  List<Change> changes() {
    return List.copyOf(changes.values());
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
    return changes.containsKey(new Fact.OfRecord());
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
        if (!Objects.equals(base.pons().get(pon), committed.pons().get(pon))) {
          pons.add(pon);
        }
      }
    }
    return pons;
  }

  /** The state once the transaction was made at that version. */
  OltState committedAt(long stamp) {
    return base.apply(changes(), stamp);
  }
}
