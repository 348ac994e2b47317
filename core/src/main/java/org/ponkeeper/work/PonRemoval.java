package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.RemovedPon;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Snapshot;

/**
 * Removes a PON of which nothing is stored from an OLT, with the pools that only it used. First the
 * record is marked as being resized to the same ranges, so that every other change on the OLT is
 * refused; then nothing can be stored for the PON between the check and the removal. An interrupted
 * removal is completed by another one, or undone by a resize.
 */
public final class PonRemoval {

  private final OltStore at;
  private final TransactionRunner work;
  private final int pon;

  public PonRemoval(OltStore at, OltCall call, int pon) {
    this.at = at;
    this.work = call.work();
    this.pon = pon;
  }

  /** Removes the PON. */
  public RemovedPon run() {
    // Check first, so that a refusal does not interrupt other writers.
    work.read(snapshot -> requireRemovable(snapshot, record(snapshot)));
    while (true) {
      work.make(this::begin);
      switch (work.make(this::end)) {
        case End.Removed removed -> {
          return removed.result();
        }
        case End.Refused refused -> throw refused.reason();
        case End.Unmarked unmarked -> {}
      }
    }
  }

  /** Result of the last step. */
  private sealed interface End {
    /** The PON was removed. */
    record Removed(RemovedPon result) implements End {}

    /** Something was stored of the PON before the record was marked. */
    record Refused(RefusedException reason) implements End {}

    /** Another process removed the mark, when it completed its own work. */
    record Unmarked() implements End {}
  }

  private OltRecord record(Snapshot snapshot) {
    return at.record(snapshot).record().orElseThrow(at::unknown);
  }

  private PonContents requireRemovable(Snapshot snapshot, OltRecord record) {
    requireLiveOrBegun(record);
    if (!record.pons().contains(pon)) {
      throw OltErrors.ponNotRegistered(at.olt(), pon, record.pons());
    }
    if (record.pons().size() == 1) {
      throw new RefusedException(ErrorCode.PON_IN_USE)
          .with("OLT", at.olt())
          .with("technology", at.technology())
          .with("PON", pon)
          .with("reason", "it is the only PON of the OLT")
          .remedy("unregister or delete the OLT");
    }
    PonContents contents = PonContents.read(snapshot, at, record, pon);
    contents.requireNothing(at, pon);
    return contents;
  }

  private void requireLiveOrBegun(OltRecord record) {
    if (!record.isLive() && !isBegun(record)) {
      throw at.busy(record);
    }
  }

  /** Whether the record is marked as {@link #begin} does it. */
  private static boolean isBegun(OltRecord record) {
    return record.state() == OltRecord.State.RESIZING
        && record.resizingTo().equals(record.ranges());
  }

  private Step<Boolean> begin(Snapshot snapshot) {
    OltStore.FoundRecord found = at.record(snapshot);
    OltRecord record = found.record().orElseThrow(at::unknown);
    requireLiveOrBegun(record);
    return isBegun(record) || !record.pons().contains(pon)
        ? Step.done(true)
        : Step.of(
            true, List.of(found.unchanged()), List.of(found.put(record.resizing(record.ranges()))));
  }

  private Step<End> end(Snapshot snapshot) {
    OltStore.FoundRecord found = at.record(snapshot);
    OltRecord record = found.record().orElseThrow(at::unknown);
    if (!record.pons().contains(pon)) {
      // This step succeeded earlier, or another process removed the PON.
      return Step.done(new End.Removed(new RemovedPon(record, List.of())));
    }
    if (record.isLive()) {
      return Step.done(new End.Unmarked());
    }
    try {
      return remove(found, record, requireRemovable(snapshot, record));
    } catch (RefusedException refusal) {
      return undo(found, record, refusal);
    }
  }

  private Step<End> remove(OltStore.FoundRecord found, OltRecord record, PonContents contents) {
    SortedSet<Integer> others = new TreeSet<>(record.pons());
    others.remove(pon);
    OltRecord next = record.live().withPons(others);
    List<Condition> conditions = new ArrayList<>(contents.unchanged());
    conditions.add(found.unchanged());
    List<Mutation> mutations = new ArrayList<>();
    mutations.add(found.put(next));
    contents.pools().values().forEach(pool -> mutations.add(new Mutation.Delete(pool.key())));
    RemovedPon removed = new RemovedPon(next, List.copyOf(contents.pools().keySet()));
    return Step.of(new End.Removed(removed), conditions, mutations);
  }

  /** Removes the mark, if this removal made it. */
  private Step<End> undo(OltStore.FoundRecord found, OltRecord record, RefusedException refusal) {
    End end = new End.Refused(refusal);
    return isBegun(record)
        ? Step.of(end, List.of(found.unchanged()), List.of(found.put(record.live())))
        : Step.done(end);
  }
}
