package org.ponkeeper.profile;

/**
 * Random early detection.
 *
 * @param minThreshold 0 to 2^32-1, both inclusive
 * @param maxThreshold 0 to 2^32-1, both inclusive
 * @param maxProbability 0 to 2^32-1, both inclusive
 */
public record RedDiscardConfig(long minThreshold, long maxThreshold, long maxProbability) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one does not fit unsigned 32 bits
   */
  public RedDiscardConfig {
    Uint32.check("min_threshold", minThreshold);
    Uint32.check("max_threshold", maxThreshold);
    Uint32.check("max_probability", maxProbability);
  }
}
