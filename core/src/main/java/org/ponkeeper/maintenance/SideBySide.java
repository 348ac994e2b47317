package org.ponkeeper.maintenance;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;

/**
 * Merges the entries of a backup and the keys of a store in key order. For one thread; the code
 * that created the two iterators closes them.
 */
final class SideBySide implements Iterator<SideBySide.Pair> {

  private final Iterator<BackupEntry> entries;
  private final Iterator<KeyValue> stored;
  private Optional<BackupEntry> nextEntry = Optional.empty();
  private Optional<KeyValue> nextStored = Optional.empty();

  SideBySide(Iterator<BackupEntry> entries, Iterator<KeyValue> stored) {
    this.entries = entries;
    this.stored = stored;
  }

  /**
   * A key of the backup, the store, or both.
   *
   * @param key the key
   * @param entry the backup's entry
   * @param stored the store's entry
   */
  record Pair(Key key, Optional<BackupEntry> entry, Optional<KeyValue> stored) {

    /** Whether both have the key, with the same value. */
    boolean isSame() {
      return isOnBoth() && entry.get().value().equals(stored.get().value());
    }

    /** Whether both have the key. */
    boolean isOnBoth() {
      return entry.isPresent() && stored.isPresent();
    }
  }

  @Override
  public boolean hasNext() {
    if (nextEntry.isEmpty() && entries.hasNext()) {
      nextEntry = Optional.of(entries.next());
    }
    if (nextStored.isEmpty() && stored.hasNext()) {
      nextStored = Optional.of(stored.next());
    }
    return nextEntry.isPresent() || nextStored.isPresent();
  }

  @Override
  public Pair next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int order =
        nextEntry.isEmpty()
            ? 1
            : nextStored.isEmpty() ? -1 : nextEntry.get().key().compareTo(nextStored.get().key());
    Optional<BackupEntry> entry = order <= 0 ? nextEntry : Optional.empty();
    Optional<KeyValue> found = order >= 0 ? nextStored : Optional.empty();
    if (order <= 0) {
      nextEntry = Optional.empty();
    }
    if (order >= 0) {
      nextStored = Optional.empty();
    }
    Key key = entry.map(BackupEntry::key).orElseGet(() -> found.orElseThrow().key());
    return new Pair(key, entry, found);
  }
}
