package org.ponkeeper.profile;

import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;

/**
 * The settings of an instance's scheduler that an adapter passes to an OLT.
 *
 * @param allocId the instance's Alloc-ID
 * @param scheduler the template's scheduler
 * @param shaping supplied by the caller
 */
public record TrafficScheduler(AllocId allocId, Scheduler scheduler, TrafficShaping shaping) {

  /** The scheduler's direction. */
  public Direction direction() {
    return scheduler.direction();
  }
}
