package org.ponkeeper.engine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * A store and its keys, for work on an OLT as a whole, which uses keys instead of requests.
 *
 * @param store the store
 * @param keys the keys
 * @param technology the OLT's technology
 * @param olt the OLT
 * @param options the engine's options
 */
public record OltStore(
    KeyValueStore store, KeySpace keys, Technology technology, OltId olt, EngineOptions options) {

  /** A record as it was read, or none. */
  public record FoundRecord(Key key, Optional<OltRecord> record, Condition unchanged) {

    /** The version at which it was read; empty if there is none. */
    public OptionalLong version() {
      return unchanged instanceof Condition.AtVersion at
          ? OptionalLong.of(at.version().token())
          : OptionalLong.empty();
    }

    /** The etag of the record; empty if there is none. */
    public Optional<Etag> etag() {
      return unchanged instanceof Condition.AtVersion at
          ? at.value().map(value -> Etags.of(key, at.version().token(), value))
          : Optional.empty();
    }

    /** Refuses work whose caller has read another record; one that is absent is not refused. */
    public void requireMatch(Optional<Etag> ifMatch) {
      if (record.isPresent()) {
        Etags.requireMatch(ifMatch, etag(), "the OLT's record");
      }
    }

    /** A mutation that replaces the record. */
    public Mutation put(OltRecord next) {
      return new Mutation.Put(key, OltRecordCodec.encode(next));
    }
  }

  /** Reads the OLT's state. */
  public StateReader loader() {
    return loader(store);
  }

  /** Reads the OLT's state from this view of the store. */
  public StateReader loader(KeyValueStore view) {
    return new StateReader(view, keys, technology, olt);
  }

  /**
   * The OLT's record.
   *
   * @throws CorruptDataException {@code CORRUPT_DATA} if it cannot be read
   */
  public FoundRecord record(Snapshot snapshot) {
    return record(snapshot, technology);
  }

  /** The record of the same device with another technology; errors as {@link #record(Snapshot)}. */
  public FoundRecord record(Snapshot snapshot, Technology of) {
    Key key = keys.oltRecord(of, olt);
    Optional<KeyValue> found = snapshot.get(key);
    if (found.isEmpty()) {
      return new FoundRecord(key, Optional.empty(), new Condition.Absent(key));
    }
    return switch (OltRecordCodec.decode(found.get().value())) {
      case Reading.Read<OltRecord> read ->
          new FoundRecord(key, Optional.of(read.value()), Condition.unchanged(found.get()));
      case Reading.Unreadable<OltRecord> unreadable ->
          throw OltErrors.unreadableRecord(of, olt, unreadable.reason());
    };
  }

  /** The error for an OLT on which another operation is in progress or was not completed. */
  public RefusedException busy(OltRecord record) {
    return OltErrors.busy(technology, olt, record);
  }

  /**
   * Refuses an OLT that is being restored; a restore takes precedence over all other work.
   *
   * @throws RefusedException {@code OLT_BUSY}
   */
  public void requireNotRestoring(OltRecord record) {
    if (record.state() == OltRecord.State.RESTORING) {
      throw busy(record);
    }
  }

  /**
   * The record of an OLT on which no operation is in progress.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED} if there is none, {@code OLT_BUSY}
   */
  public OltRecord live(FoundRecord found) {
    OltRecord record = found.record().orElseThrow(this::unknown);
    requireLive(record);
    return record;
  }

  /**
   * Refuses an OLT on which an operation is in progress.
   *
   * @throws RefusedException {@code OLT_BUSY}
   */
  public void requireLive(OltRecord record) {
    if (!record.isLive()) {
      throw busy(record);
    }
  }

  /** The error for an OLT that the store has no data of. */
  public RefusedException unknown() {
    return OltErrors.notRegistered(technology, olt);
  }

  /**
   * The error for an OLT that cannot be registered with its existing data. The missing values are
   * not parameters of the failed call, so a person must register the OLT first.
   */
  public RefusedException unknown(InvalidRequestException missing) {
    RefusedException refused = unknown();
    missing.facts().forEach(refused::with);
    return refused;
  }

  /** The first key of a range. */
  public static Optional<Key> first(Snapshot snapshot, KeyRange range) {
    return first(snapshot, List.of(range));
  }

  /** The first key of some ranges, in their order. */
  public static Optional<Key> first(Snapshot snapshot, List<KeyRange> ranges) {
    return snapshot.scan(ranges, ScanOptions.KEYS_ONLY.limit(1)).toList().stream()
        .map(KeyValue::key)
        .findFirst();
  }

  @Override
  public String toString() {
    return technology + " OLT " + olt;
  }
}
