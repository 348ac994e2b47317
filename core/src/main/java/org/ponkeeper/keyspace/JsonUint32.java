package org.ponkeeper.keyspace;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A JSON number that is a whole number of 0 to 2^32-1.
 *
 * @param value the number
 * @param plain whether it is written with digits only
 */
public record JsonUint32(long value, boolean plain) {

  /** The greatest number, included. */
  public static final long LAST = 0xFFFF_FFFFL;

  private static final int MOST_CHARACTERS = 64;
  private static final int MOST_DIGITS = 10;
  private static final Pattern NUMBER =
      Pattern.compile("(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,9})?");
  private static final Pattern PLAIN = Pattern.compile("[0-9]+");

  /** The number that a text is, if it is one in that range. */
  public static Optional<JsonUint32> of(String text) {
    if (text.length() > MOST_CHARACTERS || !NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    // Looked at before the number is expanded, which 1e999999999 would take all memory for.
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
