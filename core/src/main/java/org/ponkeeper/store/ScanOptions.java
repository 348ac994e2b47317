package org.ponkeeper.store;

/**
 * Options of a scan.
 *
 * @param limit the most keys to return, at least 1
 * @param keysOnly whether to omit the values
 */
public record ScanOptions(long limit, boolean keysOnly) {

  /** Every key, with its value. */
  public static final ScanOptions ALL = new ScanOptions(Long.MAX_VALUE, false);

  /** Every key, without its value. */
  public static final ScanOptions KEYS_ONLY = new ScanOptions(Long.MAX_VALUE, true);

  public ScanOptions {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit is at least 1");
    }
  }

  /** A copy with at most {@code limit} keys. */
  public ScanOptions limit(long limit) {
    return new ScanOptions(limit, keysOnly);
  }
}
