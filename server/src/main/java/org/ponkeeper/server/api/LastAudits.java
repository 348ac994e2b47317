package org.ponkeeper.server.api;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * What the last audit of each OLT found, in numbers. Keeps those of the {@value #MOST} OLTs that
 * were audited last. Thread-safe.
 */
final class LastAudits {

  static final int MOST = 1_000;

  /**
   * What an audit found.
   *
   * @param time when it ended
   * @param errors the number of findings of severity error
   * @param warnings the number of the others
   */
  record Result(Instant time, int errors, int warnings) {}

  private record OltKey(Technology technology, OltId olt) {}

  private final Map<OltKey, Result> results =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<OltKey, Result> eldest) {
          return size() > MOST;
        }
      };

  synchronized void audited(
      Technology technology, OltId olt, List<Finding> findings, Instant time) {
    int errors =
        (int)
            findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .count();
    OltKey key = new OltKey(technology, olt);
    results.remove(key);
    results.put(key, new Result(time, errors, findings.size() - errors));
  }

  /** After a repair, what was found before says nothing any more. */
  synchronized void forget(Technology technology, OltId olt) {
    results.remove(new OltKey(technology, olt));
  }

  synchronized Optional<Result> find(Technology technology, OltId olt) {
    return Optional.ofNullable(results.get(new OltKey(technology, olt)));
  }
}
