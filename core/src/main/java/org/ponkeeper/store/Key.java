package org.ponkeeper.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key: a text of 1 to {@value #MAX_BYTES} bytes of UTF-8. Keys are ordered by those bytes.
 *
 * @param text the key as text; well-formed, a surrogate without its other half is refused because
 *     two keys could become the same bytes
 */
public record Key(String text) implements Comparable<Key> {

  /** The longest key, in bytes of UTF-8. */
  public static final int MAX_BYTES = 4096;

  public Key {
    if (text.isEmpty() || text.length() > MAX_BYTES || wellFormed(text).length > MAX_BYTES) {
      throw new IllegalArgumentException("a key has 1 to " + MAX_BYTES + " bytes");
    }
  }

  /** The length in bytes of UTF-8. */
  public int length() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public int compareTo(Key other) {
    return compare(text, other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  /** Orders texts by their bytes of UTF-8, which differs from {@link String#compareTo}. */
  static int compare(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        if (Character.isSurrogate(x) || Character.isSurrogate(y)) {
          return Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        }
        return Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Refuses a text with half of a surrogate pair: it has no bytes of UTF-8. */
  static void requireWellFormed(String text) {
    wellFormed(text);
  }

  /** The bytes of UTF-8. Going there and back is faster than to look at each character. */
  private static byte[] wellFormed(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (!text.equals(new String(utf8, StandardCharsets.UTF_8))) {
      throw new IllegalArgumentException("half of a surrogate pair is not text");
    }
    return utf8;
  }
}
