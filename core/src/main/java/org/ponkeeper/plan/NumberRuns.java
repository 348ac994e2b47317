package org.ponkeeper.plan;

import java.util.SortedSet;
import java.util.StringJoiner;

/** Sets of numbers as people write them: {@code 0-3,7,9-11}. */
public final class NumberRuns {
  private NumberRuns() {}

  /** The numbers as runs, ascending; {@code none} for no number. */
  public static String print(SortedSet<Integer> numbers) {
    if (numbers.isEmpty()) {
      return "none";
    }
    StringJoiner joiner = new StringJoiner(",");
    int first = numbers.first();
    int last = first;
    for (int n : numbers) {
      if (n > last + 1) {
        joiner.add(run(first, last));
        first = n;
      }
      last = n;
    }
    return joiner.add(run(first, last)).toString();
  }

  private static String run(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
