package org.ponkeeper.decide;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.Txn;

/**
 * Decides requests one after the other, each on the state after the previous one, for one
 * transaction with all their changes. For one thread.
 */
public final class TxnDraft {

  /** The version, in the state, of changes that have no version of the store yet. */
  public static final long PENDING = Stored.PENDING;

  /** Leaves room for keys and encoding in a transaction of at most {@link Txn#MAX_BYTES}. */
  private static final long MAX_VALUE_BYTES = Txn.MAX_BYTES / 2;

  /** An id of a list in JSON, with its comma. */
  private static final long BYTES_OF_ID = 6;

  private final OltState base;
  private OltState after;
  private final Set<ReadKey> readSet = new HashSet<>();
  private final Map<ReadKey, Change> changes = new LinkedHashMap<>();
  private long valueBytes;
  private boolean empty = true;

  /** A draft without decisions. */
  public TxnDraft(OltState base) {
    this.base = base;
    this.after = base;
  }

  /** Decides a request on the state after the added decisions; adds nothing. */
  public <T> Decision<T> decide(Request<T> request) {
    return request.decide(after);
  }

  /**
   * Adds a decision on the state after the added decisions, if the transaction has room for it. The
   * first one always fits.
   *
   * @param otherConditions the number of other conditions of the transaction
   * @param otherMutations the number of other mutations of the transaction
   * @return whether it was added
   */
  public boolean add(Decision<?> decision, int otherConditions, int otherMutations) {
    List<Change> made =
        decision instanceof Decision.Commit<?> commit ? commit.changes() : List.of();
    if (!empty && !fits(decision.readSet(), made, otherConditions, otherMutations)) {
      return false;
    }
    empty = false;
    readSet.addAll(decision.readSet());
    valueBytes = valueBytesWith(made);
    made.forEach(change -> changes.put(change.readKey(), change));
    after = after.apply(made, PENDING);
    return true;
  }

  private boolean fits(
      Set<ReadKey> moreReadKeys, List<Change> more, int otherConditions, int otherMutations) {
    long newReadKeys = moreReadKeys.stream().filter(readKey -> !readSet.contains(readKey)).count();
    long newChanges =
        more.stream().filter(change -> !changes.containsKey(change.readKey())).count();
    return readSet.size() + newReadKeys + otherConditions <= Txn.MAX_CONDITIONS
        && changes.size() + newChanges + otherMutations <= Txn.MAX_MUTATIONS
        && valueBytesWith(more) <= MAX_VALUE_BYTES;
  }

  private long valueBytesWith(List<Change> more) {
    long bytes = valueBytes;
    for (Change change : more) {
      Change replaced = changes.get(change.readKey());
      bytes += bytes(change) - (replaced == null ? 0 : bytes(replaced));
    }
    return bytes;
  }

  /** Approximately, without keys and small values. */
  static long bytes(Change change) {
    return switch (change) {
      case Change.PutPool put -> put.pool().length() * 4L / 3;
      case Change.PutAdapterList put -> put.ids().size() * BYTES_OF_ID;
      case Change.OfAdapter own -> own.mutation().length();
      default -> 0;
    };
  }

  /** The state after the added decisions; what they change has no version yet. */
  OltState after() {
    return after;
  }

  /** The state that the first request was decided on. */
  public OltState base() {
    return base;
  }

  /** The read set of all decisions. */
  public Set<ReadKey> readSet() {
    return Collections.unmodifiableSet(readSet);
  }

  /** The last change of each key. */
  public List<Change> changes() {
    return List.copyOf(changes.values());
  }

  /** Whether the OLT's record is changed. */
  public boolean changesRecord() {
    return changes.containsKey(new ReadKey.OfRecord());
  }

  /** The state after the transaction is committed at that version. */
  public OltState committedAt(long version) {
    return base.apply(changes(), version);
  }
}
