package org.ponkeeper.store;

import java.util.Optional;

/**
 * Options of a scan.
 *
 * @param limit the most keys to return, at least 1
 * @param keysOnly whether to omit the values
 * @param hint which keys the caller needs. A store that filters faster than its caller may leave
 *     out the others; it may also ignore the hint
 */
public record ScanOptions(long limit, boolean keysOnly, Optional<ScanHint> hint) {

  /** Every key, with its value. */
  public static final ScanOptions ALL = new ScanOptions(Long.MAX_VALUE, false, Optional.empty());

  /** Every key, without its value. */
  public static final ScanOptions KEYS_ONLY =
      new ScanOptions(Long.MAX_VALUE, true, Optional.empty());

  public ScanOptions {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit is at least 1");
    }
  }

  /** A copy with at most {@code limit} keys. */
  public ScanOptions limit(long limit) {
    return new ScanOptions(limit, keysOnly, hint);
  }

  /** A copy for a caller that only needs these keys, and that checks each key itself. */
  public ScanOptions hint(ScanHint wanted) {
    return new ScanOptions(limit, keysOnly, Optional.of(wanted));
  }

  /** Whether the caller needs the key, according to the hint. */
  public boolean needs(KeyValue found) {
    return hint.isEmpty() || hint.get().matches(found);
  }
}
