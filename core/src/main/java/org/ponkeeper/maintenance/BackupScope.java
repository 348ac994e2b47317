package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.keyspace.BackupKeys;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.store.Key;

/**
 * The part of a store that a backup contains. {@link #own} contains the keys of technology
 * profiles, of resources and of Ponkeeper, with the per-ONU maps and the {@code tp_id} keys of
 * VOLTHA's openolt adapter; {@link #everything} contains all keys below the base path and the
 * template path. Immutable.
 */
public final class BackupScope {

  private final boolean everything;
  private final List<String> also;
  private final BackupKeys keys;

  private BackupScope(boolean everything, List<String> also, BackupKeys keys) {
    this.everything = everything;
    this.also = List.copyOf(also);
    this.keys = keys;
  }

  /**
   * Technology profiles, resources and Ponkeeper's own keys.
   *
   * @param basePath the path of the stack's data
   * @param templatePath the path of the templates
   * @param also the paths of an adapter's own data, without a slash at their ends
   * @throws org.ponkeeper.error.InvalidRequestException {@code PATH_INVALID} if a path is not valid
   */
  public static BackupScope own(String basePath, String templatePath, List<String> also) {
    requireNonNull(basePath, "basePath");
    requireNonNull(templatePath, "templatePath");
    requireNonNull(also, "also");
    return new BackupScope(false, also, BackupKeys.own(new KeySpace(basePath, templatePath), also));
  }

  /** Everything below the two paths and those of {@code also}; otherwise like {@link #own}. */
  public static BackupScope everything(String basePath, String templatePath, List<String> also) {
    requireNonNull(basePath, "basePath");
    requireNonNull(templatePath, "templatePath");
    requireNonNull(also, "also");
    return new BackupScope(
        true, also, BackupKeys.everything(new KeySpace(basePath, templatePath), also));
  }

  /** The path of the stack's data. */
  public String basePath() {
    return keys.keySpace().basePath();
  }

  /** The path of the templates. */
  public String templatePath() {
    return keys.keySpace().templatePath();
  }

  /** Whether it contains everything below the two paths. */
  public boolean isEverything() {
    return everything;
  }

  /** The paths of an adapter's own data that it contains too. */
  public List<String> also() {
    return also;
  }

  /** Whether it contains the key. */
  public boolean contains(Key key) {
    requireNonNull(key, "key");
    return keys.contains(key);
  }

  /** Whether commands with these two paths can see the key. */
  public boolean isBelowPaths(Key key) {
    requireNonNull(key, "key");
    return keys.keySpace().basePathRange().contains(key)
        || keys.keySpace().templatePathRange().contains(key);
  }

  /** Whether the entry is the record of an OLT that was being restored when it was read. */
  public boolean isUnfinishedRestore(BackupEntry entry) {
    requireNonNull(entry, "entry");
    return keys.keySpace().parseOltRecord(entry.key()).isPresent()
        && OltRecordCodec.decode(entry.value()) instanceof Reading.Read<OltRecord> read
        && read.value().state() == OltRecord.State.RESTORING;
  }

  /** Whether the key is temporary, so that no backup contains it. */
  public boolean isOfTheMoment(Key key) {
    requireNonNull(key, "key");
    return keys.isOfTheMoment(key);
  }

  BackupKeys keys() {
    return keys;
  }

  /** How the paths differ from these; empty if they are the same. */
  Optional<String> differenceTo(KeySpace paths) {
    return keys.keySpace().equals(paths)
        ? Optional.empty()
        : Optional.of(basePath() + " and " + templatePath());
  }

  @Override
  public String toString() {
    return isEverything()
        ? "everything below %s and %s".formatted(basePath(), templatePath())
        : "what is Ponkeeper's below %s and %s".formatted(basePath(), templatePath());
  }
}
