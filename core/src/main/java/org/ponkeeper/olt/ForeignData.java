package org.ponkeeper.olt;

import java.util.List;

/**
 * The keys of a store that Ponkeeper does not maintain: other spellings of technologies, older
 * layouts, other base paths, and keys of unknown form.
 *
 * @param keys by prefix, at most {@value #MOST}
 * @param unlisted the number of further prefixes, at least
 */
public record ForeignData(List<ForeignKeys> keys, long unlisted) {

  /** The maximum number of prefixes listed. */
  public static final int MOST = 50;

  public ForeignData {
    keys = List.copyOf(keys);
  }

  /** Whether there are no such keys. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The findings that report these keys. */
  public List<Finding> findings() {
    FindingList findings = new FindingList(MOST);
    keys.forEach(of -> findings.add(of.finding()));
    if (unlisted > 0) {
      findings.add(new Finding.MoreFindings("foreign-data", Finding.Severity.WARNING, unlisted));
    }
    return findings.toList();
  }
}
