package org.ponkeeper.profile;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Which p-bits (802.1p priorities) a queue carries. Regular is {@code 0b} and eight binary digits,
 * the rightmost for p-bit 0; any other text is kept, and read as VOLTHA's Go library reads it.
 *
 * @param text the map as it was written
 */
public record PbitMap(String text) {

  /** How many p-bits there are: 0 to 7. */
  public static final int PBITS = 8;

  private static final int PREFIX = 2;
  private static final Pattern REGULAR = Pattern.compile("0b[01]{8}");

  /**
   * Whether the p-bit is set: the first two bytes of the text are passed over, the rest is read
   * from the right whatever its length, and only the digit 1 sets a p-bit.
   *
   * @param pbit any number; one that the text has no digit for is not set
   */
  public boolean carries(int pbit) {
    // Bytes, not characters: that is what the Go library counts.
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
