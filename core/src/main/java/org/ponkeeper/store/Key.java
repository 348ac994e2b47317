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
    if (text.isEmpty() || text.length() > MAX_BYTES || utf8Length(text) > MAX_BYTES) {
      throw new IllegalArgumentException("a key has 1 to " + MAX_BYTES + " bytes");
    }
    requireWellFormed(text);
  }

  /** The length in bytes of UTF-8. */
  public int length() {
    return utf8Length(text);
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
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException("half of a surrogate pair is not text");
      }
      i += Character.charCount(codePoint);
    }
  }

  private static int utf8Length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Both halves of a surrogate pair together are four bytes, so each counts as two.
      bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return bytes;
  }
}
