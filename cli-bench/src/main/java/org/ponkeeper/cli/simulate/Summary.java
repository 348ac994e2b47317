package org.ponkeeper.cli.simulate;

import java.util.List;
import java.util.Map;
import org.ponkeeper.cli.sandbox.Times;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.Finding;

/**
 * The events of a simulation, and the checks at the end.
 *
 * @param engine the store
 * @param seconds the duration
 * @param events the number of each kind of event
 * @param subscribers the number of subscribers at the end
 * @param creates the durations of creates
 * @param deletes the durations of deletes
 * @param restarts the durations of loading in restarts of adapters
 * @param errors the number of failed calls, by code
 * @param acknowledged the number of services that were acknowledged and not deleted
 * @param missing acknowledged services that are not in the store
 * @param unexpected services in the store that were not acknowledged
 * @param findings the findings of the audit
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

  /** The number of these events. */
  public long count(Event event) {
    return events.getOrDefault(event, 0L);
  }

  /** Whether the stored data is correct. */
  public boolean isTrue() {
    return missing.isEmpty()
        && unexpected.isEmpty()
        && findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
  }
}
