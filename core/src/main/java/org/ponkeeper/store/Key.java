package org.ponkeeper.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key: a text of 1 to {@value #MAX_BYTES} bytes in UTF-8. Keys are ordered by those bytes.
 *
 * @param text the key as text; an unpaired surrogate is rejected, because two keys could be encoded
 *     to the same bytes
 */
public record Key(String text) implements Comparable<Key> {

  /** The maximum length of a key, in bytes of UTF-8. */
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

  /** Compares texts by their UTF-8 bytes, which differs from {@link String#compareTo}. */
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

  /** Rejects a text with an unpaired surrogate, which cannot be encoded in UTF-8. */
  static void requireWellFormed(String text) {
    wellFormed(text);
  }

  /** Encodes a text in UTF-8. Decoding it again is faster than checking each character. */
  private static byte[] wellFormed(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (!text.equals(new String(utf8, StandardCharsets.UTF_8))) {
      throw new IllegalArgumentException("half of a surrogate pair is not text");
    }
    return utf8;
  }
}
