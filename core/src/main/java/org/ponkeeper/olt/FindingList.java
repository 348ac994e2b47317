package org.ponkeeper.olt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects findings. Of each kind the first are kept, and of more only the number: a store that is
 * damaged all over fills neither the memory nor the screen, and no kind crowds out another. Not
 * thread-safe.
 */
public final class FindingList {

  /** How many findings of one kind are kept of an OLT. */
  public static final int MOST_OF_OLT = 1_000;

  /** How many findings of one kind are kept of what is noticed while a PON is loaded. */
  public static final int MOST_OF_PON = 250;

  private final int mostOfAKind;
  private final List<Finding> kept = new ArrayList<>();
  private final Map<FindingKind, Integer> counts = new EnumMap<>(FindingKind.class);

  /** By subject: of each kind how many were left out. */
  private final Map<String, Finding> more = new TreeMap<>();

  /**
   * An empty list.
   *
   * @param mostOfAKind how many findings of one kind are kept, at least 1
   */
  public FindingList(int mostOfAKind) {
    this.mostOfAKind = mostOfAKind;
  }

  /** Adds a finding, or counts it. */
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

  /** Adds findings, or counts them. */
  public void addAll(Collection<? extends Finding> findings) {
    findings.forEach(this::add);
  }

  /**
   * The findings that were kept, in the order in which they came; then for each kind of which there
   * were more, how many.
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
