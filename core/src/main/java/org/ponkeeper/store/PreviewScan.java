package org.ponkeeper.store;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scans a store and the changes of a {@link PreviewStore} together. */
final class PreviewScan implements Scan {

  private final Snapshot store;
  private final PreviewChanges changes;
  private final long lastToken;
  private final ScanOptions options;
  private final Iterator<KeyRange> ranges;
  private long left;

  /** The range that is being scanned, from the next change on. */
  private KeyRange range = KeyRange.all();

  private @Nullable Scan stored;
  private @Nullable KeyValue nextStored;
  private @Nullable KeyValue next;
  private SkippedKeys skipped = SkippedKeys.NONE;

  /**
   * A scan.
   *
   * @param lastToken the last token of the changes that it sees
   */
  PreviewScan(
      Snapshot store,
      PreviewChanges changes,
      long lastToken,
      List<KeyRange> ranges,
      ScanOptions options) {
    this.store = store;
    this.changes = changes;
    this.lastToken = lastToken;
    this.options = options;
    this.ranges = List.copyOf(ranges).iterator();
    this.left = options.limit();
  }

  @Override
  public boolean hasNext() {
    while (next == null && left > 0) {
      if (stored == null && !beginRange()) {
        return false;
      }
      next = advance();
    }
    return next != null;
  }

  @Override
  public KeyValue next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    KeyValue found = next;
    next = null;
    left--;
    return found;
  }

  private boolean beginRange() {
    if (!ranges.hasNext()) {
      return false;
    }
    range = ranges.next();
    // If keys were deleted, the store must return more keys than the limit.
    long limit = changes.anyDeleted() ? Long.MAX_VALUE : left;
    stored = store.scan(List.of(range), options.limit(limit));
    return true;
  }

  /** The next key of the range; null if the key was deleted, or the range ends. */
  private @Nullable KeyValue advance() {
    if (nextStored == null && stored != null && stored.hasNext()) {
      nextStored = stored.next();
    }
    PreviewChanges.Change change = changes.first(range, lastToken);
    if (change == null && nextStored == null) {
      endRange();
      return null;
    }
    int order =
        change == null || nextStored == null
            ? change == null ? -1 : 1
            : Key.compare(nextStored.key().text(), change.key().text());
    KeyValue found = nextStored;
    if (order <= 0) {
      nextStored = null;
    }
    if (order < 0 || change == null) {
      return found;
    }
    range = KeyRange.from(change.key().text() + '\0', range);
    return read(change).orElse(null);
  }

  private Optional<KeyValue> read(PreviewChanges.Change change) {
    return change
        .read(store.history())
        .map(kv -> options.keysOnly() ? new KeyValue(kv.key(), Bytes.empty(), kv.version()) : kv);
  }

  private void endRange() {
    if (stored != null) {
      skipped = skipped.and(stored.skipped());
      stored.close();
      stored = null;
    }
  }

  @Override
  public SkippedKeys skipped() {
    return stored == null ? skipped : skipped.and(stored.skipped());
  }

  @Override
  public void close() {
    endRange();
  }
}
