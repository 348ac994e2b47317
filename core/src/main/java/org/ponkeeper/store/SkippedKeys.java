package org.ponkeeper.store;

import java.util.Locale;
import java.util.Optional;

/**
 * Keys that a scan skipped because they cannot be a {@link Key}: other programs may store keys that
 * are not UTF-8, or longer than {@link Key#MAX_BYTES}.
 *
 * @param count the number of skipped keys
 * @param first the first of them, with bytes that are not printable ASCII as {@code \xNN}; empty if
 *     there is none
 */
public record SkippedKeys(long count, Optional<String> first) {

  /** No key was skipped. */
  public static final SkippedKeys NONE = new SkippedKeys(0, Optional.empty());

  /** These and one more key. */
  public SkippedKeys and(byte[] key) {
    return new SkippedKeys(count + 1, first.or(() -> Optional.of(printable(key))));
  }

  /** These and those of a later scan. */
  public SkippedKeys and(SkippedKeys later) {
    return new SkippedKeys(count + later.count, first.or(later::first));
  }

  private static String printable(byte[] key) {
    StringBuilder text = new StringBuilder();
    for (byte b : key) {
      boolean plain = b >= ' ' && b < 0x7f && b != '\\';
      text.append(
          plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\x%02x", b & 0xff));
    }
    return text.toString();
  }
}
