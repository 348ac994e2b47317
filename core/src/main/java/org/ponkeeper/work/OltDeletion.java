package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;

/**
 * Deletes all data of an OLT, in chunks. The record is first marked, which locks out all other
 * writers, and is deleted last, so that another process can continue after an interruption.
 */
public final class OltDeletion {

  private final OltStore at;
  private final TransactionRunner work;

  public OltDeletion(OltStore at, OltCall call) {
    this.at = at;
    this.work = call.work();
  }

  /** Counts the OLT's keys. */
  public OltContents contents() {
    return work.read(snapshot -> {
      Optional<OltRecord> record = at.record(snapshot).record();
      return OltKeys.read(snapshot, at, record).count(record.isPresent());
    });
  }

  /** Deletes all keys; returns what there was. */
  public OltContents run(Consumer<WorkProgress> progress) {
    OltContents contents = contents();
    if (contents.total() == 0) {
      throw at.unknown();
    }
    work.make(this::begin);
    work.makeChunks(this::chunk, contents.total(), progress);
    progress.accept(new WorkProgress(contents.total(), contents.total()));
    return contents;
  }

  private Step<OltRecord> begin(Snapshot snapshot) {
    OltStore.FoundRecord found = at.record(snapshot);
    if (found.record().isPresent() && found.record().get().state() == OltRecord.State.DELETING) {
      return Step.done(found.record().get());
    }
    found.record().ifPresent(at::requireNotRestoring);
    if (found.record().filter(r -> r.state() == OltRecord.State.RENAMING).isPresent()) {
      // Half of its keys still have the other name, and would not be deleted.
      throw at.busy(found.record().get());
    }
    OltRecord next =
        found
            .record()
            .map(record -> record.inState(OltRecord.State.DELETING))
            .orElseGet(() ->
                OltRecord.toDelete(KeyOwnership.read(snapshot, at, Optional.empty()).ownPons()));
    return Step.of(next, List.of(found.unchanged()), List.of(found.put(next)));
  }

  /**
   * Deletes some keys, and finally the record; returns the number of keys, 0 when all are deleted.
   */
  private Step<Integer> chunk(Snapshot snapshot) {
    OltStore.FoundRecord found = at.record(snapshot);
    found.record().ifPresent(at::requireNotRestoring);
    boolean deleting =
        found.record().filter(record -> record.state() == OltRecord.State.DELETING).isPresent();
    if (!deleting) {
      // Another process has finished; a record that exists now is a new one.
      return Step.done(0);
    }
    OltKeys keys = OltKeys.read(snapshot, at, found.record());
    List<Condition> conditions = new ArrayList<>(keys.unchanged());
    conditions.add(found.unchanged());
    List<Key> some = keys.some(Txn.MAX_MUTATIONS);
    return some.isEmpty()
        ? Step.of(1, conditions, List.of(new Mutation.Delete(found.key())))
        : Step.of(
            some.size(), conditions, some.stream().<Mutation>map(Mutation.Delete::new).toList());
  }
}
