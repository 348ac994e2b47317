package org.ponkeeper.maintenance;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.keyspace.BackupKeys;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.SkippedKeys;
import org.ponkeeper.store.Snapshot;

/**
 * Reads the content of a backup at one instant, and counts the keys that it does not contain. For
 * one thread.
 */
final class BackupExport {

  /** The maximum number of groups of other keys. */
  private static final int MAX_GROUPS = 20;

  private final BackupScope scope;
  private final BackupKeys keys;
  private final Snapshot snapshot;

  private long exported;
  private SkippedKeys notText = SkippedKeys.NONE;
  private long tooLarge;
  private Optional<Key> firstTooLarge = Optional.empty();
  private boolean isRestoring;

  private final SortedMap<String, Long> groups = new TreeMap<>();
  private long others;

  BackupExport(BackupScope scope, Snapshot snapshot) {
    this.scope = scope;
    this.keys = scope.keys();
    this.snapshot = snapshot;
  }

  Backup.Exported run(Backup.Sink sink) throws IOException {
    isRestoring = snapshot.get(keys.keySpace().restore()).isPresent();
    // A separate scan for each range, to know in which one keys were skipped.
    for (KeyRange range : keys.ranges()) {
      try (Scan scan = snapshot.scan(List.of(range), ScanOptions.ALL)) {
        while (scan.hasNext()) {
          take(scan.next(), sink);
        }
        passedOver(range, scan.skipped());
      }
    }
    for (KeyRange range : keys.others()) {
      try (Scan scan = snapshot.scan(List.of(range), ScanOptions.KEYS_ONLY)) {
        while (scan.hasNext()) {
          other(scan.next().key());
        }
        others += scan.skipped().count();
      }
    }
    return new Backup.Exported(
        exported,
        new Backup.LeftOut(
            notText.count(), notText.first(), tooLarge, firstTooLarge.map(Key::text)),
        others,
        groups,
        isRestoring);
  }

  private void take(KeyValue found, Backup.Sink sink) throws IOException {
    if (!keys.contains(found.key())) {
      if (!keys.isOfTheMoment(found.key())) {
        other(found.key());
      }
      return;
    }
    BackupEntry entry = new BackupEntry(found.key(), found.value());
    if (entry.length() > BackupEntry.MAX_BYTES) {
      tooLarge++;
      firstTooLarge = firstTooLarge.or(() -> Optional.of(found.key()));
      return;
    }
    isRestoring |= scope.isUnfinishedRestore(entry);
    sink.accept(entry);
    exported++;
  }

  /** In a shared range only {@code tp_id} keys belong to the backup, and those are text. */
  private void passedOver(KeyRange range, SkippedKeys skipped) {
    if (keys.isShared(range)) {
      others += skipped.count();
    } else {
      notText = notText.and(skipped);
    }
  }

  private void other(Key key) {
    others++;
    String group = keys.group(key);
    if (groups.containsKey(group) || groups.size() < MAX_GROUPS) {
      groups.merge(group, 1L, Long::sum);
    }
  }
}
