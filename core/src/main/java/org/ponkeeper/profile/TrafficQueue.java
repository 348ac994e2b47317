package org.ponkeeper.profile;

import java.util.Optional;
import org.ponkeeper.pon.Direction;

/**
 * The settings of a queue that an adapter passes to an OLT.
 *
 * @param direction upstream or downstream
 * @param gemPortId the GEM port: an assigned id of 0 to 65535, or what the template says of a
 *     multicast one, which nothing bounds but 2^32-1
 * @param queue the template's queue
 */
public record TrafficQueue(Direction direction, long gemPortId, Queue queue) {

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it does not fit unsigned 32 bits
   */
  public TrafficQueue {
    Uint32.check("gemport_id", gemPortId);
  }

  /** The p-bits that the queue carries. */
  public PbitMap pbitMap() {
    return queue.pbitMap();
  }

  /** Whether traffic is encrypted. */
  public boolean encrypted() {
    return queue.encrypted();
  }

  /** How the queue is served. */
  public SchedulingPolicy schedulingPolicy() {
    return queue.schedulingPolicy();
  }

  /** 0 to 2^32-1, both included. */
  public long priority() {
    return queue.priority();
  }

  /** 0 to 2^32-1, both included. */
  public long weight() {
    return queue.weight();
  }

  /** What the queue drops. */
  public DiscardPolicy discardPolicy() {
    return queue.discardPolicy();
  }

  /** The thresholds of that, if the template gives any that count. */
  public Optional<DiscardConfig> discardConfig() {
    return queue.effectiveDiscardConfig();
  }
}
