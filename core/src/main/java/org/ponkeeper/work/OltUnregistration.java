package org.ponkeeper.work;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.decide.RecordContents;
import org.ponkeeper.engine.LoadSession;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.UnregistrationResult;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Snapshot;

/**
 * Removes the record of an OLT and nothing else. First the record is marked, so that every other
 * change on the OLT is refused; then nothing can be created whose information is only in the
 * record.
 */
public final class OltUnregistration {

  private final OltStore at;
  private final TransactionRunner work;
  private final Optional<Etag> ifMatch;

  /**
   * Prepares it.
   *
   * @param ifMatch the etag of the only record to remove; empty to remove any
   */
  public OltUnregistration(OltStore at, OltCall call, Optional<Etag> ifMatch) {
    this.at = at;
    this.work = call.work();
    this.ifMatch = ifMatch;
  }

  /** Removes the record; returns what it contained. */
  public UnregistrationResult run() {
    // Check first, so that a refusal does not interrupt other writers.
    RecordContents before =
        work.read(snapshot -> {
          OltStore.FoundRecord found = at.record(snapshot);
          requireLiveOrBegun(found.record().orElseThrow(at::unknown));
          found.requireMatch(ifMatch);
          return requireNotNeeded(contents(snapshot));
        });
    OltRecord record = work.make(this::begin).inState(OltRecord.State.LIVE);
    UnregistrationResult gone = new UnregistrationResult(record, before.forgotten());
    End end = work.make(snapshot -> end(snapshot, gone));
    if (end.refusal().isPresent()) {
      throw end.refusal().get();
    }
    return end.done();
  }

  /** Result of the last step: the record was removed, or it is needed and was kept. */
  private record End(UnregistrationResult done, Optional<RefusedException> refusal) {}

  private void requireLiveOrBegun(OltRecord record) {
    if (!record.isLive() && record.state() != OltRecord.State.UNREGISTERING) {
      throw at.busy(record);
    }
  }

  private Step<OltRecord> begin(Snapshot snapshot) {
    OltStore.FoundRecord found = at.record(snapshot);
    OltRecord record = found.record().orElseThrow(at::unknown);
    requireLiveOrBegun(record);
    if (record.state() == OltRecord.State.UNREGISTERING) {
      return Step.done(record);
    }
    found.requireMatch(ifMatch);
    OltRecord next = record.inState(OltRecord.State.UNREGISTERING);
    return Step.of(next, List.of(found.unchanged()), List.of(found.put(next)));
  }

  /** {@code gone} is the result if the record is already removed. */
  private Step<End> end(Snapshot snapshot, UnregistrationResult gone) {
    OltStore.FoundRecord found = at.record(snapshot);
    if (found.record().isEmpty()) {
      // This step succeeded earlier, or another process removed the record.
      return Step.done(new End(gone, Optional.empty()));
    }
    OltRecord record = found.record().get();
    requireLiveOrBegun(record);
    if (record.isLive()) {
      // Another process has ended this, and perhaps the OLT was registered anew.
      found.requireMatch(ifMatch);
    }
    OltRecord live = record.inState(OltRecord.State.LIVE);
    RecordContents contents = contents(snapshot);
    UnregistrationResult done = new UnregistrationResult(live, contents.forgotten());
    if (!contents.needed().isEmpty()) {
      return Step.of(
          new End(done, Optional.of(refusal(contents))),
          List.of(found.unchanged()),
          List.of(found.put(live)));
    }
    return Step.of(
        new End(done, Optional.empty()),
        List.of(found.unchanged()),
        List.of(new Mutation.Delete(found.key())));
  }

  private RecordContents contents(Snapshot snapshot) {
    return RecordContents.of(
        new LoadSession(snapshot, at.keys(), at.technology(), at.olt())
            .run(new PonSelection.All(), Set.of()),
        new LoadSession(snapshot, at.keys(), at.technology(), at.olt()).withoutRecord());
  }

  private RecordContents requireNotNeeded(RecordContents contents) {
    if (!contents.needed().isEmpty()) {
      throw refusal(contents);
    }
    return contents;
  }

  private RefusedException refusal(RecordContents contents) {
    return new RefusedException(ErrorCode.RECORD_NEEDED)
        .with("OLT", at.olt())
        .with("technology", at.technology())
        .with("stored only in the record", String.join("; ", contents.needed()));
  }
}
