package org.ponkeeper.pon;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/** One check for every number with a first and a last legal value. */
final class LegalSpace {
  private LegalSpace() {}

  /** Returns {@code value} if it lies in first to last, both included. */
  static int check(String what, int value, int first, int last) {
    if (value < first || value > last) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with(what, value)
          .with("legal", first + "-" + last);
    }
    return value;
  }
}
