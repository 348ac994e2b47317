package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Snapshot;

/**
 * Exports a store, imports into it, and restores it. In what form a backup is kept is the caller's
 * affair.
 *
 * <p>Holds only some entries in memory, however many there are. Thread-safe; calls block for the
 * time that reading or writing it all takes.
 */
public final class Backup {

  private final KeyValueStore store;
  private final KeySpace keys;
  private final EngineOptions options;

  /** Called by the facade, which alone can: the types are not exported. */
  @SuppressWarnings("exports")
  public Backup(KeyValueStore store, KeySpace keys, EngineOptions options) {
    this.store = store;
    this.keys = keys;
    this.options = options;
  }

  /** Takes the entries of an export. */
  @FunctionalInterface
  public interface Sink {
    /** Takes the next entry; each has a greater key than the one before. */
    void accept(BackupEntry entry) throws IOException;
  }

  /**
   * What an export holds, and what not.
   *
   * @param keys how many keys it holds
   * @param leftOut keys of its scope that it cannot hold
   * @param others how many keys lie below the two paths and outside its scope
   * @param groups those others by the path that they lie below, of some groups; keys that are not
   *     text are in no group
   * @param restoring whether a restore had begun and not ended: then the export holds parts of two
   *     states, and cannot be restored
   */
  public record Exported(
      long keys, LeftOut leftOut, long others, SortedMap<String, Long> groups, boolean restoring) {
    public Exported {
      groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }
  }

  /**
   * Keys that no backup can hold.
   *
   * @param notText how many are not UTF-8, or too long
   * @param firstNotText the first of them, as printable text
   * @param tooLarge how many have a value that is too large: key and value together have more than
   *     {@link BackupEntry#MAX_BYTES}
   * @param firstTooLarge the first of them
   */
  public record LeftOut(
      long notText, Optional<String> firstNotText, long tooLarge, Optional<String> firstTooLarge) {

    /** All of them together. */
    public long total() {
      return notText + tooLarge;
    }
  }

  /**
   * Gives the keys of the scope to the sink, in key order, as one instant has them.
   *
   * @throws IOException what the sink throws
   * @throws org.ponkeeper.store.SnapshotLostException if the store no longer has that instant: what
   *     the sink was given is to be dropped, and the export can be begun anew
   * @throws org.ponkeeper.error.StoreFailedException if the store failed; what the sink was given
   *     is to be dropped
   */
  public Exported export(BackupScope scope, Sink sink) throws IOException {
    requireNonNull(scope, "scope");
    requireNonNull(sink, "sink");
    try (Snapshot snapshot = work().open(scope.keys())) {
      return new BackupExport(scope, snapshot).run(sink);
    }
  }

  /**
   * What an import did.
   *
   * @param keys how many keys the backup has
   * @param written how many of them were written
   * @param overwritten how many of those held another value before
   * @param mixed the OLTs of the backup of which the store holds other keys too; {@code deleted} is
   *     how many, which stay
   */
  public record Imported(long keys, long written, long overwritten, List<OltChanges> mixed) {
    public Imported {
      mixed = List.copyOf(mixed);
    }
  }

  /** What an import may do to what the store holds. */
  public enum Allow {
    /** Keys that have another value in the store are written. */
    OVERWRITING,
    /**
     * OLTs of the backup may have keys in the store that the backup does not have: their ids may be
     * those of others in the backup.
     */
    MERGING
  }

  /**
   * Adds the entries of a backup to what the store holds, and deletes nothing. It is not fenced: no
   * adapter should work on the OLTs of the backup meanwhile. Can be run again.
   *
   * @param source the backup; its paths may be others than those of this object
   * @param allowed what it may do to what the store holds
   * @throws org.ponkeeper.error.RefusedException {@code OLT_BUSY} during a restore; {@code
   *     OLT_EXISTS} without {@code MERGING}; {@code KEY_EXISTS} without {@code OVERWRITING}:
   *     nothing was written, unless others wrote such a key meanwhile; {@code CONTENTION}
   * @throws org.ponkeeper.error.InvalidRequestException what the source throws
   * @throws org.ponkeeper.error.StoreFailedException of any code; what was written before stays
   */
  public Imported add(BackupSource source, Set<Allow> allowed, Consumer<WorkProgress> progress) {
    requireNonNull(source, "source");
    requireNonNull(allowed, "allowed");
    requireNonNull(progress, "progress");
    return new StoreImport(work(), source, allowed.contains(Allow.OVERWRITING))
        .run(allowed.contains(Allow.MERGING), progress);
  }

  /**
   * What a restore would change.
   *
   * @param keys how many keys the backup has
   * @param same how many of them the store has with the same value
   * @param written how many are absent from the store
   * @param overwritten how many have another value there
   * @param deleted how many keys of its scope the store has and the backup has not
   * @param tooLarge how many keys of its scope stay, because their values are too large for a
   *     backup
   * @param olts every OLT of the store or the backup, with its part of these numbers
   * @param begun whether an earlier restore has begun and not ended
   */
  public record RestorePlan(
      long keys,
      long same,
      long written,
      long overwritten,
      long deleted,
      long tooLarge,
      List<OltChanges> olts,
      Begun begun) {

    public RestorePlan {
      olts = List.copyOf(olts);
    }

    /** How far an earlier restore has come. */
    public enum Begun {
      /** There is none. */
      NOT,
      /** It has not ended; this one begins anew, with its own backup. */
      UNFINISHED,
      /**
       * It was of the same backup and has all of its content; some OLTs may be at work again. This
       * one only gives the others back, and changes nothing else.
       */
      ALL_BUT_RELEASED
    }

    /** Whether the store is as the backup has it already. */
    public boolean isDone() {
      return written + overwritten + deleted == 0 && begun == Begun.NOT;
    }
  }

  /**
   * Says what {@link #restore} would change, and changes nothing.
   *
   * @throws IllegalArgumentException if the backup is of other paths
   * @throws org.ponkeeper.error.InvalidRequestException what the source throws
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public RestorePlan planRestore(BackupSource source) {
    requireNonNull(source, "source");
    return ofSamePaths(source).plan();
  }

  /**
   * Makes the content of the backup the content of the store, within the backup's scope: writes
   * what is absent or another, deletes what the backup does not have. Meanwhile every change of an
   * OLT that the store or the backup has is refused with {@code OLT_BUSY}, and so is every change
   * of a template; whoever has an OLT open reads it anew afterwards. Written last, and so changed
   * back, is what others write who know nothing of that: VOLTHA's Go library, older Ponkeepers'
   * templates, an adapter's own keys.
   *
   * <p>If it is interrupted or fails, run it again: until then the changes are refused. A second
   * run takes over from one that is still at work.
   *
   * @param source the backup; of the same paths as this object
   * @return what was to be changed when it began
   * @throws IllegalArgumentException if the backup is of other paths
   * @throws org.ponkeeper.error.RefusedException {@code CONTENTION} if others changed the same
   *     again and again; {@code OLT_BUSY} if another run has taken over
   * @throws org.ponkeeper.error.CorruptDataException {@code CORRUPT_DATA} if a newer Ponkeeper has
   *     begun a restore
   * @throws org.ponkeeper.error.InvalidRequestException what the source throws
   * @throws org.ponkeeper.error.StoreFailedException of any code; running it again is safe
   */
  public RestorePlan restore(BackupSource source, Consumer<WorkProgress> progress) {
    requireNonNull(source, "source");
    requireNonNull(progress, "progress");
    return ofSamePaths(source).run(progress);
  }

  private StoreRestore ofSamePaths(BackupSource source) {
    source
        .scope()
        .differenceTo(keys)
        .ifPresent(paths -> {
          throw new IllegalArgumentException("the backup is of other paths: " + paths);
        });
    return new StoreRestore(work(), source, options);
  }

  private BackupWork work() {
    return new BackupWork(store, options);
  }

  /** An OLT in words. */
  static String name(Optional<Technology> technology, OltId olt) {
    return technology.map(t -> t + " ").orElse("") + olt;
  }

  @Override
  public String toString() {
    return "backup of " + keys.basePath();
  }
}
