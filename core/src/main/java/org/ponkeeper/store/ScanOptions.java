package org.ponkeeper.store;

/**
 * How to scan.
 *
 * @param limit the most keys to return, at least 1
 * @param keysOnly whether to leave the values out
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

  /** The same, but at most {@code limit} keys. */
  public ScanOptions limit(long limit) {
    return new ScanOptions(limit, keysOnly);
  }
}
