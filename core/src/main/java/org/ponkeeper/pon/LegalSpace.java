package org.ponkeeper.pon;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/** Range check of numbers. */
final class LegalSpace {
  private LegalSpace() {}

  /** Returns {@code value} if it is between {@code first} and {@code last}, both inclusive. */
  static int check(String what, int value, int first, int last) {
    if (value < first || value > last) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with(what, value)
          .with("legal", first + "-" + last);
    }
    return value;
  }

  /** Parses digits as a number from 0 to {@code last}, both inclusive. */
  static int parse(String what, String digits, int last) {
    if (digits.length() > 9) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with(what, digits)
          .with("legal", "0-" + last);
    }
    return check(what, Integer.parseInt(digits), 0, last);
  }
}
