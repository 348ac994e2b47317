package org.ponkeeper.olt;

import java.util.ArrayList;
import java.util.List;

/**
 * What registering an OLT, or resizing it, gives back.
 *
 * @param record its record now
 * @param written whether this call wrote the record; false when it was there before
 * @param warnings what a person should know, in sentences
 */
public record RegistrationResult(OltRecord record, boolean written, List<String> warnings) {
  public RegistrationResult {
    warnings = List.copyOf(warnings);
  }

  /** The same with more warnings, before those that there are. */
  public RegistrationResult withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(warnings);
    return new RegistrationResult(record, written, all);
  }
}
