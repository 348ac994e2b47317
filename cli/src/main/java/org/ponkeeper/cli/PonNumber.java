package org.ponkeeper.cli;

import org.ponkeeper.pon.PonId;

/** The number of a PON, the value of {@code --pon}. */
record PonNumber(int value) {
  static PonNumber parse(String text) {
    return new PonNumber(Arguments.number("PON", text, PonId.LAST));
  }
}
