package org.ponkeeper.pool;

import java.util.Iterator;
import java.util.SortedSet;
import java.util.StringJoiner;

/** Sets of numbers as people write them: {@code 0-3,7,9-11}. */
public final class NumberRanges {

  /** How many runs {@link #shorten} prints. */
  private static final int MOST_RUNS = 50;

  private NumberRanges() {}

  /** The numbers as runs, ascending; {@code none} for no number. */
  public static String print(SortedSet<Integer> numbers) {
    return print(numbers.iterator(), numbers.size(), Integer.MAX_VALUE);
  }

  /** PONs, for people: {@code PON 2}, {@code PONs 2-3}. */
  public static String pons(SortedSet<Integer> pons) {
    return (pons.size() == 1 ? "PON " : "PONs ") + print(pons);
  }

  /**
   * The same for a message: the first {@value #MOST_RUNS} runs, and of what follows only how many
   * numbers it has.
   */
  public static String shorten(IdSet numbers) {
    return print(numbers.iterator(), numbers.size(), MOST_RUNS);
  }

  /**
   * Prints runs.
   *
   * @param numbers ascending
   * @param size how many numbers there are
   * @param mostRuns how many runs are printed
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
