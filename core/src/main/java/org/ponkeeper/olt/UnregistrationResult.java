package org.ponkeeper.olt;

import java.util.List;

/**
 * What unregistering an OLT gives back.
 *
 * @param record its record, which is gone
 * @param forgotten what nothing in the store tells any more, in sentences
 */
public record UnregistrationResult(OltRecord record, List<String> forgotten) {
  public UnregistrationResult {
    forgotten = List.copyOf(forgotten);
  }
}
