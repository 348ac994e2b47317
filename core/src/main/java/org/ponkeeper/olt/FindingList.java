package org.ponkeeper.olt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects findings. It keeps the first of each kind and counts the others. This limits memory and
 * output for a badly damaged store, and no kind displaces another. Not thread-safe.
 */
public final class FindingList {

  /** The maximum number of findings of one kind for an OLT. */
  public static final int MOST_OF_OLT = 1_000;

  /** The maximum number of findings of one kind that loading one PON produces. */
  public static final int MOST_OF_PON = 250;

  private final int mostOfAKind;
  private final List<Finding> kept = new ArrayList<>();
  private final Map<FindingKind, Integer> counts = new EnumMap<>(FindingKind.class);

  /** The findings that were only counted, by subject. */
  private final Map<String, Finding> more = new TreeMap<>();

  /**
   * An empty list.
   *
   * @param mostOfAKind the maximum number of findings of one kind, at least 1
   */
  public FindingList(int mostOfAKind) {
    this.mostOfAKind = mostOfAKind;
  }

  /** Adds a finding; only counts it if there are enough of its kind. */
  public void add(Finding finding) {
    if (finding.kind() == FindingKind.MORE_FINDINGS) {
      leaveOut(finding);
    } else if (counts.merge(finding.kind(), 1, Integer::sum) <= mostOfAKind) {
      kept.add(finding);
    } else {
      leaveOut(Finding.unlisted(finding.kind() + " findings", finding.severity(), 1));
    }
  }

  private void leaveOut(Finding others) {
    more.merge(others.subject(), others, FindingList::both);
  }

  private static Finding both(Finding some, Finding others) {
    Finding worse = some.severity().compareTo(others.severity()) <= 0 ? some : others;
    return Finding.unlisted(some.subject(), worse.severity(), some.count() + others.count());
  }

  /** Adds findings as {@link #add} does. */
  public void addAll(Collection<? extends Finding> findings) {
    findings.forEach(this::add);
  }

  /**
   * The kept findings, in the order in which they were added; then one {@link
   * FindingKind#MORE_FINDINGS} for each kind that had more.
   */
  public List<Finding> toList() {
    List<Finding> all = new ArrayList<>(kept);
    all.addAll(more.values());
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return toList().toString();
  }
}
