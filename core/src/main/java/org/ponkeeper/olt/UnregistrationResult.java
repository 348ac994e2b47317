package org.ponkeeper.olt;

import java.util.List;

/**
 * Result of unregistering an OLT.
 *
 * @param record its deleted record
 * @param forgotten the information that is now stored nowhere, in sentences
 */
public record UnregistrationResult(OltRecord record, List<String> forgotten) {
  public UnregistrationResult {
    forgotten = List.copyOf(forgotten);
  }
}
