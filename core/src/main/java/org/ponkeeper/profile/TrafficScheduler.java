package org.ponkeeper.profile;

import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;

/**
 * The settings of an instance's scheduler that an adapter passes to an OLT.
 *
 * @param allocId the instance's Alloc-ID
 * @param scheduler the template's scheduler
 * @param shaping the caller's
 */
public record TrafficScheduler(AllocId allocId, Scheduler scheduler, TrafficShaping shaping) {

  /** The direction: that of the scheduler. */
  public Direction direction() {
    return scheduler.direction();
  }
}
