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
 * The mark that a store has while a backup is being restored. The run of a restore that wrote it
 * last is the active one. Changes without a condition on an OLT's record have a condition that the
 * mark is absent instead.
 *
 * @param keys the paths
 * @param found the mark's key as it was read
 */
public record RestoreMark(KeySpace keys, Optional<KeyValue> found) {

  public static RestoreMark read(Snapshot snapshot, KeySpace keys) {
    return new RestoreMark(keys, snapshot.get(keys.restore()));
  }

  /**
   * The decoded mark.
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

  /** A condition that the mark is unchanged. */
  public Condition unchanged() {
    return Condition.unchanged(keys.restore(), found);
  }

  /** A mutation that replaces the mark. */
  public Mutation put(Mark next) {
    return new Mutation.Put(keys.restore(), RestoreMarkCodec.encode(next));
  }

  /** A mutation that deletes the mark. */
  public Mutation delete() {
    return new Mutation.Delete(keys.restore());
  }

  /**
   * A condition for changes that are not allowed during a restore.
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
