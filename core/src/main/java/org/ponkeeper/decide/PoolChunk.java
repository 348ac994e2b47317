package org.ponkeeper.decide;

import java.util.List;
import org.ponkeeper.state.Change;

/** Selects the pools to write in one transaction of a long-running operation. */
final class PoolChunk {

  /** The maximum number of pools in one transaction; leaves room for other mutations. */
  private static final int MAX_POOLS = 100;

  /**
   * The maximum size of the bitmaps in bytes: half of a transaction's limit, because base64 is
   * longer.
   */
  private static final int MAX_BITMAP_BYTES = 300_000;

  private PoolChunk() {}

  /** Returns the first changes: as many as fit in one transaction, at least one if there is any. */
  static List<Change.PutPool> firstOf(List<Change.PutPool> changes) {
    int bytes = 0;
    int count = 0;
    for (Change.PutPool change : changes) {
      bytes += change.pool().length();
      if (count == MAX_POOLS || (count > 0 && bytes > MAX_BITMAP_BYTES)) {
        break;
      }
      count++;
    }
    return changes.subList(0, count);
  }
}
