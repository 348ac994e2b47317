package org.ponkeeper.cli.simulate;

import java.util.List;
import java.util.Map;
import org.ponkeeper.cli.sandbox.Times;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.Finding;

/**
 * What happened in a simulated network, and what was found at the end.
 *
 * @param engine the store
 * @param seconds how long it lived
 * @param events how often each thing happened
 * @param subscribers how many there were at the end
 * @param creates of instances
 * @param deletes of instances
 * @param restarts of adapters: how long loading took
 * @param errors how often calls failed, by code
 * @param acknowledged how many services were acknowledged and not deleted
 * @param missing those of them that are not there
 * @param unexpected services that are there, though none was acknowledged
 * @param findings of the audit
 */
public record Summary(
    String engine,
    double seconds,
    Map<Event, Long> events,
    long subscribers,
    Times creates,
    Times deletes,
    Times restarts,
    Map<ErrorCode, Long> errors,
    long acknowledged,
    List<String> missing,
    List<String> unexpected,
    List<Finding> findings) {

  /** How often it happened. */
  public long count(Event event) {
    return events.getOrDefault(event, 0L);
  }

  /** Whether what is stored is as it must be. */
  public boolean isTrue() {
    return missing.isEmpty()
        && unexpected.isEmpty()
        && findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
  }
}
