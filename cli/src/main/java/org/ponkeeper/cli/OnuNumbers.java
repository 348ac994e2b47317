package org.ponkeeper.cli;

import java.util.SortedSet;
import org.ponkeeper.pon.OnuId;

/** Numbers of ONUs, the value of {@code --onus}: {@code 1-64} or {@code 1-3,8}. */
record OnuNumbers(SortedSet<Integer> numbers) {
  static OnuNumbers parse(String text) {
    return new OnuNumbers(PonNumbers.parse("ONU", text, OnuId.LAST));
  }
}
