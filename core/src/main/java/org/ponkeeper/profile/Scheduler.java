package org.ponkeeper.profile;

import org.ponkeeper.pon.Direction;

/**
 * How the queues of a direction are served together.
 *
 * @param direction the direction that the template names, which nothing checks
 * @param additionalBandwidth what may be taken beyond what is assured
 * @param priority 0 to 2^32-1, both included
 * @param weight 0 to 2^32-1, both included
 * @param policy how the queues share
 */
public record Scheduler(
    Direction direction,
    AdditionalBandwidth additionalBandwidth,
    long priority,
    long weight,
    SchedulingPolicy policy) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one does not fit unsigned 32 bits
   */
  public Scheduler {
    Uint32.check("priority", priority);
    Uint32.check("weight", weight);
  }
}
