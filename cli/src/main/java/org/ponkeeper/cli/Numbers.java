package org.ponkeeper.cli;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pool.IdRange;

/**
 * Ids on the command line: {@code 7}, {@code 1024-1027,1030}.
 *
 * @param ids the ids, at least one
 */
record Numbers(SortedSet<Integer> ids) {

  /** The maximum number of ids in one argument. */
  private static final int MAX_COUNT = 100_000;

  private static final Pattern NUMBERS = Pattern.compile("-?[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*");
  private static final Pattern RUN = Pattern.compile("([0-9]{1,7})(?:-([0-9]{1,7}))?");

  /**
   * Parses ids.
   *
   * @throws InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws CommandException {@code USAGE_INVALID} if they are not numbers
   */
  static Numbers parse(String text) {
    if (!NUMBERS.matcher(text).matches()) {
      throw Arguments.wrong("'" + text + "' is not a number, and no runs such as 1024-1027,1030");
    }
    SortedSet<Integer> ids = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      Matcher m = RUN.matcher(part);
      if (!m.matches()) {
        throw illegal(text);
      }
      int first = Integer.parseInt(m.group(1));
      int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
      if (last < first || last > IdRange.MAX_ID || last - first >= MAX_COUNT) {
        throw illegal(text);
      }
      for (int id = first; id <= last; id++) {
        ids.add(id);
      }
    }
    return new Numbers(Collections.unmodifiableSortedSet(ids));
  }

  private static InvalidRequestException illegal(String text) {
    return new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
        .with("ids", text)
        .with("legal", "numbers and runs of 0 to " + IdRange.MAX_ID + ", such as 1024-1027,1030");
  }
}
