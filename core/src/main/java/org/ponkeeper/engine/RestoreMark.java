package org.ponkeeper.engine;

import java.util.Optional;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.RestoreMarkCodec;
import org.ponkeeper.keyspace.RestoreMarkCodec.Mark;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Snapshot;

/**
 * The mark that stands in a store while a backup is being restored, as it was read. The run of a
 * restore that wrote it last is the one that works; changes that have no OLT's record among their
 * conditions rely on the absence of the mark instead.
 *
 * @param keys the paths
 * @param found the mark's key as it was read
 */
public record RestoreMark(KeySpace keys, Optional<KeyValue> found) {

  public static RestoreMark read(Snapshot snapshot, KeySpace keys) {
    return new RestoreMark(keys, snapshot.get(keys.restore()));
  }

  /**
   * What it says.
   *
   * @throws CorruptDataException {@code CORRUPT_DATA} if it cannot be read
   */
  public Optional<Mark> mark() {
    return found.map(kv ->
        switch (RestoreMarkCodec.decode(kv.value())) {
          case Reading.Read<Mark> read -> read.value();
          case Reading.Unreadable<Mark> unreadable ->
              throw new CorruptDataException(ErrorCode.CORRUPT_DATA)
                  .with("what", "the mark of a restore")
                  .with("key", keys.restore())
                  .with("reason", unreadable.reason());
        });
  }

  /** That it is as it was read. */
  public Condition unchanged() {
    return Condition.unchanged(keys.restore(), found);
  }

  /** Writes another one in its place. */
  public Mutation put(Mark next) {
    return new Mutation.Put(keys.restore(), RestoreMarkCodec.encode(next));
  }

  /** Takes it away. */
  public Mutation delete() {
    return new Mutation.Delete(keys.restore());
  }

  /**
   * The condition of a change that may not be made during a restore.
   *
   * @throws RefusedException {@code OLT_BUSY} if there is a mark
   */
  public Condition absent() {
    if (found.isPresent()) {
      throw busy("the store is being restored");
    }
    return new Condition.Absent(keys.restore());
  }

  public static RefusedException busy(String reason) {
    return new RefusedException(ErrorCode.OLT_BUSY)
        .with("state", OltRecord.State.RESTORING)
        .with("reason", reason);
  }
}
