package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;

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

  /** The finding that reports the number of unlisted prefixes, if there are any. */
  public Optional<Finding> unlistedFinding() {
    return unlisted == 0
        ? Optional.empty()
        : Optional.of(
            Finding.unlisted("foreign-data findings", Finding.Severity.WARNING, unlisted));
  }
}
