package org.ponkeeper.profile;

import java.util.Optional;
import org.ponkeeper.pon.Direction;

/**
 * The settings of a queue that an adapter passes to an OLT.
 *
 * @param direction upstream or downstream
 * @param gemPortId the GEM port: an assigned id of 0 to 65535, or the template's value for a
 *     multicast queue, of at most 2^32-1
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

  /** 0 to 2^32-1, both inclusive. */
  public long priority() {
    return queue.priority();
  }

  /** 0 to 2^32-1, both inclusive. */
  public long weight() {
    return queue.weight();
  }

  /** Which packets the queue discards. */
  public DiscardPolicy discardPolicy() {
    return queue.discardPolicy();
  }

  /** The thresholds of the discard policy, if the template has any that apply. */
  public Optional<DiscardConfig> discardConfig() {
    return queue.effectiveDiscardConfig();
  }
}
