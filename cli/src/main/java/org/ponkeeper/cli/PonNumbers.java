package org.ponkeeper.cli;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.PonId;

/** Numbers of PONs, the value of {@code --pons}: {@code 0-15} or {@code 0-3,8}. */
record PonNumbers(SortedSet<Integer> numbers) {

  private static final Pattern RUN = Pattern.compile("([0-9]+)(?:-([0-9]+))?");

  PonNumbers {
    numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
  }

  static PonNumbers parse(String text) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (String run : text.split(",", -1)) {
      Matcher m = RUN.matcher(run);
      if (!m.matches()) {
        throw invalid(text, "not of the form 0-15 or 0-3,8");
      }
      int first = Arguments.number("PON", m.group(1), PonId.LAST);
      int last = m.group(2) == null ? first : Arguments.number("PON", m.group(2), PonId.LAST);
      if (last < first) {
        throw invalid(text, run + " has its last number before its first");
      }
      for (int n = first; n <= last; n++) {
        numbers.add(n);
      }
    }
    return new PonNumbers(numbers);
  }

  private static InvalidRequestException invalid(String text, String reason) {
    return new InvalidRequestException(ErrorCode.RANGE_INVALID)
        .with("PONs", text)
        .with("reason", reason);
  }
}
