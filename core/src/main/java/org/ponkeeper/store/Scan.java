package org.ponkeeper.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Keys as they are read, page by page. For one thread; close it when done. {@link #hasNext()} and
 * {@link #next()} may block for a page, and fail as {@link Snapshot} says.
 */
public interface Scan extends Iterator<KeyValue>, AutoCloseable {

  @Override
  void close();

  /**
   * The keys that were passed over so far, because no {@link Key} is like them. A store that holds
   * no such keys has none.
   */
  default SkippedKeys skipped() {
    return SkippedKeys.NONE;
  }

  /** Everything that is left, in a list; closes the scan. */
  default List<KeyValue> toList() {
    try (this) {
      List<KeyValue> all = new ArrayList<>();
      forEachRemaining(all::add);
      return all;
    }
  }
}
