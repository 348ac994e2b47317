package org.ponkeeper.profile;

import org.ponkeeper.pon.Direction;

/**
 * How the queues of a direction are scheduled together.
 *
 * @param direction the direction that the template names; not checked
 * @param additionalBandwidth the bandwidth that may be used beyond the assured one
 * @param priority 0 to 2^32-1, both inclusive
 * @param weight 0 to 2^32-1, both inclusive
 * @param policy how the queues share the bandwidth
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
