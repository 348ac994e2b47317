package org.ponkeeper.olt;

import java.util.List;
import java.util.Optional;

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

  /** The finding that there are more prefixes than are listed, if there are. */
  public Optional<Finding> unlistedFinding() {
    return unlisted == 0
        ? Optional.empty()
        : Optional.of(
            Finding.unlisted("foreign-data findings", Finding.Severity.WARNING, unlisted));
  }
}
