package org.ponkeeper.pool;

import java.util.Iterator;
import java.util.SortedSet;
import java.util.StringJoiner;

/** Formats sets of numbers as ranges: {@code 0-3,7,9-11}. */
public final class NumberRanges {

  /** The maximum number of ranges that {@link #shorten} prints. */
  private static final int MOST_RUNS = 50;

  private NumberRanges() {}

  /** The numbers as ascending ranges; {@code none} for an empty set. */
  public static String print(SortedSet<Integer> numbers) {
    return print(numbers.iterator(), numbers.size(), Integer.MAX_VALUE);
  }

  /** PON numbers, for display: {@code PON 2}, {@code PONs 2-3}. */
  public static String pons(SortedSet<Integer> pons) {
    return (pons.size() == 1 ? "PON " : "PONs ") + print(pons);
  }

  /**
   * The same for a message: the first {@value #MOST_RUNS} ranges, then only the count of the
   * remaining numbers.
   */
  public static String shorten(IdSet numbers) {
    return print(numbers.iterator(), numbers.size(), MOST_RUNS);
  }

  /**
   * Prints ranges.
   *
   * @param numbers ascending
   * @param size how many numbers there are
   * @param mostRuns the maximum number of ranges to print
   */
  private static String print(Iterator<Integer> numbers, int size, int mostRuns) {
    if (!numbers.hasNext()) {
      return "none";
    }
    StringJoiner joiner = new StringJoiner(",");
    int first = numbers.next();
    int last = first;
    int seen = 1;
    for (int runs = 1; numbers.hasNext(); ) {
      int n = numbers.next();
      if (n > last + 1) {
        joiner.add(run(first, last));
        if (runs++ == mostRuns) {
          return joiner + " and " + (size - seen) + " more";
        }
        first = n;
      }
      last = n;
      seen++;
    }
    return joiner.add(run(first, last)).toString();
  }

  private static String run(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
