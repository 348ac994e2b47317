package org.ponkeeper.cli;

import org.ponkeeper.pon.OnuId;

/** The number of an ONU on its PON, the value of {@code --onu}. */
record OnuNumber(int value) {
  static OnuNumber parse(String text) {
    return new OnuNumber(Arguments.number("ONU", text, OnuId.LAST));
  }
}
