package org.ponkeeper.profile;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The p-bits (802.1p priorities) that a queue carries. The regular form is {@code 0b} and eight
 * binary digits, the rightmost for p-bit 0. Any other text is kept, and interpreted like VOLTHA's
 * Go library does.
 *
 * @param text the map as it was written
 */
public record PbitMap(String text) {

  /** The number of p-bits: 0 to 7. */
  public static final int PBITS = 8;

  private static final int PREFIX = 2;
  private static final Pattern REGULAR = Pattern.compile("0b[01]{8}");

  /**
   * Whether the p-bit is set. Skips the first two bytes of the text and reads the rest from the
   * right, whatever its length; only the digit 1 sets a p-bit.
   *
   * @param pbit any number; one beyond the text's digits is not set
   */
  public boolean carries(int pbit) {
    // The Go library counts bytes, not characters.
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return pbit >= 0 && pbit < bytes.length - PREFIX && bytes[bytes.length - 1 - pbit] == '1';
  }

  /** Whether the text is {@code 0b} and eight binary digits. */
  public boolean isRegular() {
    return REGULAR.matcher(text).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
