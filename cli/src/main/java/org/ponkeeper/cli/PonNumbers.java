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
    return new PonNumbers(parse("PON", text, PonId.LAST));
  }

  /**
   * Parses numbers and runs of them.
   *
   * @param what what they number, for errors
   * @param greatest the greatest allowed number, inclusive
   */
  static SortedSet<Integer> parse(String what, String text, int greatest) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (String run : text.split(",", -1)) {
      Matcher m = RUN.matcher(run);
      if (!m.matches()) {
        throw invalid(what, text, "not of the form 0-15 or 0-3,8");
      }
      int first = Arguments.number(what, m.group(1), greatest);
      int last = m.group(2) == null ? first : Arguments.number(what, m.group(2), greatest);
      if (last < first) {
        throw invalid(what, text, run + " has its last number before its first");
      }
      for (int n = first; n <= last; n++) {
        numbers.add(n);
      }
    }
    return numbers;
  }

  private static InvalidRequestException invalid(String what, String text, String reason) {
    return new InvalidRequestException(ErrorCode.RANGE_INVALID)
        .with(what + "s", text)
        .with("reason", reason);
  }
}
