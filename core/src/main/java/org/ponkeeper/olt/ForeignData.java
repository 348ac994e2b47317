package org.ponkeeper.olt;

import java.util.List;

/**
 * What a store holds that Ponkeeper does not work with: other spellings of technologies, older
 * layouts, other base paths, and keys of no known form.
 *
 * @param keys by prefix, at most {@value #MOST}
 * @param unlisted how many more prefixes there are, at least
 */
public record ForeignData(List<ForeignKeys> keys, long unlisted) {

  /** How many prefixes are listed. */
  public static final int MOST = 50;

  public ForeignData {
    keys = List.copyOf(keys);
  }

  /** Whether there is nothing of that. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The findings that tell of it. */
  public List<Finding> findings() {
    FindingList findings = new FindingList(MOST);
    keys.forEach(of -> findings.add(of.finding()));
    if (unlisted > 0) {
      findings.add(new Finding.MoreFindings("foreign-data", Finding.Severity.WARNING, unlisted));
    }
    return findings.toList();
  }
}
