package org.ponkeeper.profile;

import java.util.List;

/**
 * The report thresholds of an EPON queue.
 *
 * @param values {@value #COUNT} numbers of 0 to 2^32-1, both inclusive, in order
 */
public record QueueThresholds(List<Long> values) {

  /** The number of thresholds. */
  public static final int COUNT = 7;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are not {@value #COUNT}, or one does not fit unsigned
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

  /** The given first threshold, and 0 for the others. */
  public static QueueThresholds first(long value) {
    return new QueueThresholds(List.of(value, 0L, 0L, 0L, 0L, 0L, 0L));
  }
}
