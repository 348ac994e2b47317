package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;

/** The differences between two texts, line by line, in the format of {@code diff -u}. */
final class LineDifference {

  private static final int CONTEXT = 2;
  private static final int FARTHEST = 200;

  private final List<String> before;
  private final List<String> after;
  private final List<String> lines = new ArrayList<>();

  private LineDifference(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /** A block of different lines on both sides; starts are inclusive, ends exclusive. */
  private record Hunk(int from, int to, int newFrom, int newTo) {}

  /** The difference as lines; empty if there is none. */
  static List<String> between(String file, String before, String after) {
    LineDifference difference =
        new LineDifference(List.of(before.split("\n", -1)), List.of(after.split("\n", -1)));
    List<Hunk> hunks = difference.hunks();
    if (!hunks.isEmpty()) {
      difference.lines.add("--- " + file);
      difference.lines.add("+++ " + file + " (mended)");
      for (int i = 0; i < hunks.size(); ) {
        int end = i + 1;
        while (end < hunks.size()
            && hunks.get(end).from() - hunks.get(end - 1).to() <= 2 * CONTEXT) {
          end++;
        }
        difference.print(hunks.subList(i, end));
        i = end;
      }
    }
    return difference.lines;
  }

  /** After different lines, looks for the nearest equal ones: fixes are small. */
  private List<Hunk> hunks() {
    List<Hunk> hunks = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        i++;
        j++;
      } else {
        Hunk hunk = next(i, j);
        hunks.add(hunk);
        i = hunk.to();
        j = hunk.newTo();
      }
    }
    return hunks;
  }

  private Hunk next(int i, int j) {
    for (int both = 1; both <= FARTHEST; both++) {
      for (int added = 0; added <= both; added++) {
        int to = i + both - added;
        int newTo = j + added;
        if (to < before.size() && newTo < after.size() && before.get(to).equals(after.get(newTo))) {
          return new Hunk(i, to, j, newTo);
        }
      }
    }
    return new Hunk(i, before.size(), j, after.size());
  }

  private void print(List<Hunk> hunks) {
    Hunk first = hunks.getFirst();
    Hunk last = hunks.getLast();
    int lead = Math.min(CONTEXT, first.from());
    int from = first.from() - lead;
    int to = Math.min(before.size(), last.to() + CONTEXT);
    int newFrom = first.newFrom() - lead;
    int newTo = last.newTo() + to - last.to();
    lines.add("@@ -%s,%s +%s,%s @@".formatted(from + 1, to - from, newFrom + 1, newTo - newFrom));
    int at = from;
    for (Hunk hunk : hunks) {
      add(" ", before.subList(at, hunk.from()));
      add("-", before.subList(hunk.from(), hunk.to()));
      add("+", after.subList(hunk.newFrom(), hunk.newTo()));
      at = hunk.to();
    }
    add(" ", before.subList(at, to));
  }

  private void add(String mark, List<String> texts) {
    texts.forEach(text -> lines.add(mark + text.stripTrailing()));
  }
}
