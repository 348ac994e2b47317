package org.ponkeeper.store;

import java.util.Optional;

/**
 * The keys from a first one, included, up to an end, which is not.
 *
 * @param startInclusive the least text that a key of the range can have; "" begins with the first
 *     key
 * @param endExclusive the least text beyond the range; empty means that there is no end
 */
public record KeyRange(String startInclusive, Optional<String> endExclusive) {

  private static final KeyRange ALL = new KeyRange("", Optional.empty());

  /** Ends may be any texts; a range whose end is not greater than its start holds no key. */
  public KeyRange {
    Key.requireWellFormed(startInclusive);
    endExclusive.ifPresent(Key::requireWellFormed);
  }

  /** Every key. */
  public static KeyRange all() {
    return ALL;
  }

  /** Just this key. */
  public static KeyRange of(Key key) {
    return new KeyRange(key.text(), Optional.of(key.text() + '\0'));
  }

  /** The keys that begin with {@code prefix}; "" stands for every key. */
  public static KeyRange prefix(String prefix) {
    return new KeyRange(prefix, afterPrefix(prefix));
  }

  /** The keys from {@code startInclusive} on that lie before the end of {@code range}. */
  public static KeyRange from(String startInclusive, KeyRange range) {
    return new KeyRange(startInclusive, range.endExclusive);
  }

  /**
   * The least text that is greater than every text with the prefix; empty if there is none, as for
   * the prefix "".
   */
  public static Optional<String> afterPrefix(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        return Optional.of(
            new StringBuilder(prefix.substring(0, end)).appendCodePoint(after(last)).toString());
      }
    }
    return Optional.empty();
  }

  private static int after(int codePoint) {
    int next = codePoint + 1;
    // No text holds half of a surrogate pair, so nothing lies between these two.
    return next == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : next;
  }

  /** Whether the key lies in the range. */
  public boolean contains(Key key) {
    return Key.compare(key.text(), startInclusive) >= 0
        && (endExclusive.isEmpty() || Key.compare(key.text(), endExclusive.get()) < 0);
  }
}
