package org.ponkeeper.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads keys page by page. For one thread; close it when done. {@link #hasNext()} and {@link
 * #next()} may block to read a page, and fail as {@link Snapshot} says.
 */
public interface Scan extends Iterator<KeyValue>, AutoCloseable {

  @Override
  void close();

  /**
   * The keys skipped so far because they cannot be a {@link Key}. Always none for a store that
   * cannot hold such keys.
   */
  default SkippedKeys skipped() {
    return SkippedKeys.NONE;
  }

  /** All remaining keys as a list; closes the scan. */
  default List<KeyValue> toList() {
    try (this) {
      List<KeyValue> all = new ArrayList<>();
      forEachRemaining(all::add);
      return all;
    }
  }
}
