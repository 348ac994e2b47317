package org.ponkeeper.olt;

import java.util.ArrayList;
import java.util.List;

/**
 * Result of registering or resizing an OLT.
 *
 * @param record its record now
 * @param written whether this call wrote the record; false if it already existed
 * @param warnings what a person should know, in sentences
 */
public record RegistrationResult(OltRecord record, boolean written, List<String> warnings) {
  public RegistrationResult {
    warnings = List.copyOf(warnings);
  }

  /** A copy with more warnings, inserted before the present ones. */
  public RegistrationResult withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(warnings);
    return new RegistrationResult(record, written, all);
  }
}
