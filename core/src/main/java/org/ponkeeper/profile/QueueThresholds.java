package org.ponkeeper.profile;

import java.util.List;

/**
 * The report thresholds of an EPON queue.
 *
 * @param values {@value #COUNT} numbers of 0 to 2^32-1, both included, the first one first
 */
public record QueueThresholds(List<Long> values) {

  /** How many thresholds there are. */
  public static final int COUNT = 7;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if they are not {@value #COUNT}, or one does not fit unsigned
   *     32 bits
   */
  public QueueThresholds {
    values = List.copyOf(values);
    if (values.size() != COUNT) {
      throw new IllegalArgumentException(
          "there are " + COUNT + " thresholds, not " + values.size());
    }
    for (long value : values) {
      Uint32.check("q_threshold", value);
    }
  }

  /** The first threshold as given, the others 0. */
  public static QueueThresholds first(long value) {
    return new QueueThresholds(List.of(value, 0L, 0L, 0L, 0L, 0L, 0L));
  }
}
