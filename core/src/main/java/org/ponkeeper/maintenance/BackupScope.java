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
 * What a backup holds of a store. {@link #own} takes the keys of technology profiles, of resources
 * and of Ponkeeper, with the per-ONU maps and the {@code tp_id} keys of VOLTHA's openolt adapter;
 * {@link #everything} takes all that lies below the base path and the template path. Immutable.
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
   * @param basePath where the stack's data lie
   * @param templatePath where the templates lie
   * @param also paths below which an adapter keeps data of its own, without a slash at their ends
   * @throws org.ponkeeper.error.InvalidRequestException {@code STORE_URL_INVALID} if a path cannot
   *     be one
   */
  public static BackupScope own(String basePath, String templatePath, List<String> also) {
    requireNonNull(basePath, "basePath");
    requireNonNull(templatePath, "templatePath");
    requireNonNull(also, "also");
    return new BackupScope(false, also, BackupKeys.own(new KeySpace(basePath, templatePath), also));
  }

  /** Everything below the two paths and below those of {@code also}; otherwise as {@link #own}. */
  public static BackupScope everything(String basePath, String templatePath, List<String> also) {
    requireNonNull(basePath, "basePath");
    requireNonNull(templatePath, "templatePath");
    requireNonNull(also, "also");
    return new BackupScope(
        true, also, BackupKeys.everything(new KeySpace(basePath, templatePath), also));
  }

  /** Where the stack's data lie. */
  public String basePath() {
    return keys.keySpace().basePath();
  }

  /** Where the templates lie. */
  public String templatePath() {
    return keys.keySpace().templatePath();
  }

  /** Whether it is everything below the two paths. */
  public boolean isEverything() {
    return everything;
  }

  /** The paths of an adapter's own data that belong to it too. */
  public List<String> also() {
    return also;
  }

  /** Whether the key belongs to it. */
  public boolean contains(Key key) {
    requireNonNull(key, "key");
    return keys.contains(key);
  }

  /** Whether the key is one that the commands of the two paths see. */
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

  /** Whether the key says something of the moment only, so that no backup holds it. */
  public boolean isOfTheMoment(Key key) {
    requireNonNull(key, "key");
    return keys.isOfTheMoment(key);
  }

  BackupKeys keys() {
    return keys;
  }

  /** Whether both are of the same paths. */
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
