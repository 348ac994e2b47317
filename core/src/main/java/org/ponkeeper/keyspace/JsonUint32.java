package org.ponkeeper.keyspace;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An unsigned 32-bit integer in JSON.
 *
 * @param value the number
 * @param plain whether it is written with digits only
 */
public record JsonUint32(long value, boolean plain) {

  /** The greatest number, inclusive. */
  public static final long LAST = 0xFFFF_FFFFL;

  private static final int MOST_CHARACTERS = 64;
  private static final int MOST_DIGITS = 10;
  private static final Pattern NUMBER =
      Pattern.compile("(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,9})?");
  private static final Pattern PLAIN = Pattern.compile("[0-9]+");

  /** Parses a number; empty if it is not an integer in the range. */
  public static Optional<JsonUint32> of(String text) {
    if (text.length() > MOST_CHARACTERS || !NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    // Checked before the number is expanded: 1e999999999 would use up all memory.
    boolean whole = number.scale() <= 0;
    boolean small = (long) number.precision() - number.scale() <= MOST_DIGITS;
    if (!whole || !small) {
      return Optional.empty();
    }
    long value = number.longValueExact();
    return value > LAST
        ? Optional.empty()
        : Optional.of(new JsonUint32(value, PLAIN.matcher(text).matches()));
  }
}
