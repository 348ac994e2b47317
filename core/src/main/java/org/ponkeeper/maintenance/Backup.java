package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Snapshot;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Exports a store, imports into it, and restores it. The caller chooses the file format.
 *
 * <p>Keeps only a few entries in memory at a time. Thread-safe; calls block until everything is
 * read or written.
 */
public final class Backup {

  private final KeyValueStore store;
  private final KeySpace keys;
  private final EngineOptions options;

  /** For the facade only: the parameter types are not exported. */
  @SuppressWarnings("exports")
  public Backup(KeyValueStore store, KeySpace keys, EngineOptions options) {
    this.store = store;
    this.keys = keys;
    this.options = options;
  }

  /** Receives the entries of an export. */
  @FunctionalInterface
  public interface Sink {
    /** Receives the next entry; keys ascend. */
    void accept(BackupEntry entry) throws IOException;
  }

  /**
   * Result of an export.
   *
   * @param keys the number of exported keys
   * @param leftOut the keys of its scope that a backup cannot contain
   * @param others the number of keys below the two paths and outside its scope
   * @param groups the number of those others by path, for some paths; keys that are not text are in
   *     no group
   * @param restoring whether an unfinished restore was found: then the export contains parts of two
   *     states, and cannot be restored
   */
  public record Exported(
      long keys, LeftOut leftOut, long others, SortedMap<String, Long> groups, boolean restoring) {
    public Exported {
      groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }
  }

  /**
   * Keys that no backup can contain.
   *
   * @param notText the number of keys that are not UTF-8, or too long
   * @param firstNotText the first of them, as printable text
   * @param tooLarge the number of keys whose value is too large: key and value together have more
   *     than {@link BackupEntry#MAX_BYTES}
   * @param firstTooLarge the first of them
   */
  public record LeftOut(
      long notText, Optional<String> firstNotText, long tooLarge, Optional<String> firstTooLarge) {

    /** The sum of both. */
    public long total() {
      return notText + tooLarge;
    }
  }

  /**
   * Passes the entries of the scope to the sink, in key order, as of one instant.
   *
   * @throws IOException any exception of the sink
   * @throws org.ponkeeper.store.SnapshotLostException if the store no longer has that instant:
   *     discard what the sink received; the export can be started again
   * @throws org.ponkeeper.error.StoreFailedException if the store failed; discard what the sink
   *     received
   */
  public Exported export(BackupScope scope, Sink sink) throws IOException {
    requireNonNull(scope, "scope");
    requireNonNull(sink, "sink");
    try (Snapshot snapshot = work().open(scope.keys())) {
      return new BackupExport(scope, snapshot).run(sink);
    }
  }

  /**
   * Writes a backup in the format of {@code docs/stores.md}: a header, one line for each key, and
   * an end, all as of one instant. The stream is flushed, and not closed.
   *
   * @param header the first line; its scope says what is exported
   * @throws IOException any exception of the stream
   * @throws org.ponkeeper.store.SnapshotLostException if the store no longer has that instant:
   *     discard what was written; the export can be started again
   * @throws org.ponkeeper.error.StoreFailedException if the store failed; discard what was written
   */
  public Exported write(BackupHeader header, OutputStream out) throws IOException {
    requireNonNull(header, "header");
    requireNonNull(out, "out");
    // Lines are short, and the stream may be unbuffered.
    OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    put(buffered, header.line());
    Exported exported = export(header.scope(), entry -> put(buffered, entry));
    put(buffered, BackupEnd.of(exported).line());
    buffered.flush();
    return exported;
  }

  private static void put(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(OutputStream out, BackupEntry entry) throws IOException {
    String key = new String(JsonStringEncoder.getInstance().quoteAsCharArray(entry.key().text()));
    put(out, "{\"key\":\"" + key + "\",\"value\":\"");
    out.write(Base64.getEncoder().encode(entry.value().toArray()));
    put(out, "\"}\n");
  }

  /**
   * Result of an import.
   *
   * @param keys the number of keys in the backup
   * @param written how many of them were written
   * @param overwritten how many of those had another value before
   * @param mixed the OLTs of the backup for which the store also has other keys; {@code deleted} is
   *     the number of those keys, which are kept
   */
  public record Imported(long keys, long written, long overwritten, List<OltChanges> mixed) {
    public Imported {
      mixed = List.copyOf(mixed);
    }
  }

  /** Changes of existing data that an import may make. */
  public enum Allow {
    /** Keys with another value in the store are overwritten. */
    OVERWRITING,
    /**
     * OLTs of the backup may have keys in the store that are not in the backup; both may own the
     * same ids.
     */
    MERGING
  }

  /**
   * Adds the entries of a backup to the store, and deletes nothing. Other writers are not locked
   * out: no adapter should use the OLTs of the backup meanwhile. Safe to repeat.
   *
   * @param source the backup; its paths may differ from those of this object
   * @param allowed the permitted changes of existing data
   * @throws org.ponkeeper.error.RefusedException {@code OLT_BUSY} during a restore; {@code
   *     OLT_EXISTS} without {@code MERGING}; {@code KEY_EXISTS} without {@code OVERWRITING}:
   *     nothing was written, unless other writers wrote such a key meanwhile; {@code CONTENTION}
   * @throws org.ponkeeper.error.InvalidRequestException thrown by the source
   * @throws org.ponkeeper.error.StoreFailedException of any code; entries that were already written
   *     remain
   */
  public Imported add(BackupSource source, Set<Allow> allowed, Consumer<WorkProgress> progress) {
    requireNonNull(source, "source");
    requireNonNull(allowed, "allowed");
    requireNonNull(progress, "progress");
    return new StoreImport(work(), source, allowed).run(progress);
  }

  /**
   * Reports what {@link #add} would do, without changing anything.
   *
   * @throws org.ponkeeper.error.RefusedException as {@link #add}
   * @throws org.ponkeeper.error.InvalidRequestException thrown by the source
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public Imported planAdd(BackupSource source, Set<Allow> allowed) {
    requireNonNull(source, "source");
    requireNonNull(allowed, "allowed");
    return new StoreImport(work(), source, allowed).plan();
  }

  /**
   * The changes that a restore would make.
   *
   * @param keys the number of keys in the backup
   * @param same how many of them the store has with the same value
   * @param written how many are absent from the store
   * @param overwritten how many have another value in the store
   * @param deleted the number of keys of its scope that are in the store and not in the backup
   * @param tooLarge the number of keys of its scope that are kept because their values are too
   *     large for a backup
   * @param olts every OLT of the store or the backup, with its part of these numbers
   * @param begun the progress of an earlier restore that has not finished
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

    /** The progress of an earlier restore. */
    public enum Begun {
      /** There is no unfinished restore. */
      NOT,
      /**
       * An earlier restore has not finished; a new one starts from the beginning, with its own
       * backup.
       */
      UNFINISHED,
      /**
       * An earlier restore of the same backup has restored all content; some OLTs may already be in
       * use again. A new one only unlocks the other OLTs, and changes nothing else.
       */
      ALL_BUT_RELEASED
    }

    /** Whether the store already has the content of the backup. */
    public boolean isDone() {
      return written + overwritten + deleted == 0 && begun == Begun.NOT;
    }
  }

  /**
   * Reports what {@link #restore} would change, without changing anything.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code FILE_INVALID} if the backup has
   *     other paths; what the source throws
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public RestorePlan planRestore(BackupSource source) {
    requireNonNull(source, "source");
    return ofSamePaths(source).plan();
  }

  /**
   * Replaces the content of the store by the content of the backup, within the backup's scope:
   * writes keys that are absent or different, and deletes keys that are not in the backup.
   * Meanwhile changes of templates, and of every OLT in the store or the backup, are refused with
   * {@code OLT_BUSY}; a process with an open OLT reads it again afterwards. Keys of other writers
   * that ignore this are restored last: VOLTHA's Go library, templates of older Ponkeepers, an
   * adapter's own keys.
   *
   * <p>If it is interrupted or fails, run it again: until then changes are refused. A new run takes
   * over from one that is still working.
   *
   * @param source the backup; with the same paths as this object
   * @return what was to be changed when it began
   * @throws org.ponkeeper.error.RefusedException {@code CONTENTION} if other writers kept changing
   *     the same keys; {@code OLT_BUSY} if another run has taken over
   * @throws org.ponkeeper.error.CorruptDataException {@code CORRUPT_DATA} if a newer Ponkeeper has
   *     started a restore
   * @throws org.ponkeeper.error.InvalidRequestException {@code FILE_INVALID} if the backup has
   *     other paths; what the source throws
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
          throw new InvalidRequestException(ErrorCode.FILE_INVALID)
              .with("reason", "it was exported with other paths: " + paths);
        });
    return new StoreRestore(work(), source, options);
  }

  private BackupWork work() {
    return new BackupWork(store, options);
  }

  /** The OLT and its technology, for display. */
  static String name(Optional<Technology> technology, OltId olt) {
    return technology.map(t -> t + " ").orElse("") + olt;
  }

  @Override
  public String toString() {
    return "backup of " + keys.basePath();
  }
}
