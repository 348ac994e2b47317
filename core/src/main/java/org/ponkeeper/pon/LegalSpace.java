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
}
