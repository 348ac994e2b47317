package org.ponkeeper.cli;

import org.ponkeeper.pon.UniPort;

/** The number of a UNI port of its ONU, the value of {@code --uni}. */
record UniNumber(int value) {
  static UniNumber parse(String text) {
    return new UniNumber(Arguments.number("UNI", text, UniPort.LAST));
  }
}
