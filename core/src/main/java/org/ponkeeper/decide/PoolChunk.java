package org.ponkeeper.decide;

import java.util.List;
import org.ponkeeper.state.Change;

/** The pools that one transaction of long work writes. */
final class PoolChunk {

  /** The most pools in one transaction: leaves room among its mutations. */
  private static final int MAX_POOLS = 100;

  /** The most bytes of bitmaps: half of a transaction's, because base64 is longer. */
  private static final int MAX_BITMAP_BYTES = 300_000;

  private PoolChunk() {}

  /**
   * The first of the changes: as many as one transaction can hold, at least one if there is any.
   */
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
