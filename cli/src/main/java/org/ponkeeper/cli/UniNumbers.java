package org.ponkeeper.cli;

import java.util.SortedSet;
import org.ponkeeper.pon.UniPort;

/** Numbers of UNI ports, the value of {@code --unis}: {@code 0} or {@code 0-3}. */
record UniNumbers(SortedSet<Integer> numbers) {
  static UniNumbers parse(String text) {
    return new UniNumbers(PonNumbers.parse("UNI", text, UniPort.LAST));
  }
}
