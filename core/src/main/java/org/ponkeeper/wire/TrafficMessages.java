package org.ponkeeper.wire;

import java.util.Optional;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.SchedulerConfig;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.TrafficShapingInfo;
import org.ponkeeper.profile.DiscardConfig;
import org.ponkeeper.profile.Scheduler;
import org.ponkeeper.profile.TrafficQueue;
import org.ponkeeper.profile.TrafficScheduler;
import org.ponkeeper.profile.TrafficShaping;

/**
 * The messages that configure an OLT: schedulers and queues. The caller sets the PON, ONU, UNI,
 * port and template in the enclosing messages.
 */
public final class TrafficMessages {

  private TrafficMessages() {}

  /** The scheduler as a config. */
  public static SchedulerConfig of(Scheduler scheduler) {
    return SchedulerConfig.newBuilder()
        .setDirection(EnumMessages.of(scheduler.direction()))
        .setAdditionalBw(EnumMessages.of(scheduler.additionalBandwidth()))
        .setPriority((int) scheduler.priority())
        .setWeight((int) scheduler.weight())
        .setSchedPolicy(EnumMessages.of(scheduler.policy()))
        .build();
  }

  /** The traffic scheduler; {@code tech_profile_id} is left 0. */
  public static TechProfileOuterClass.TrafficScheduler of(TrafficScheduler scheduler) {
    return TechProfileOuterClass.TrafficScheduler.newBuilder()
        .setDirection(EnumMessages.of(scheduler.direction()))
        .setAllocId(scheduler.allocId().value())
        .setScheduler(of(scheduler.scheduler()))
        .setTrafficShapingInfo(of(scheduler.shaping()))
        .build();
  }

  /** The traffic queue, with its discard configuration. */
  public static TechProfileOuterClass.TrafficQueue of(TrafficQueue queue) {
    TechProfileOuterClass.TrafficQueue.Builder message =
        TechProfileOuterClass.TrafficQueue.newBuilder()
            .setDirection(EnumMessages.of(queue.direction()))
            .setGemportId((int) queue.gemPortId())
            .setPbitMap(queue.pbitMap().text())
            .setAesEncryption(queue.encrypted())
            .setSchedPolicy(EnumMessages.of(queue.schedulingPolicy()))
            .setPriority((int) queue.priority())
            .setWeight((int) queue.weight())
            .setDiscardPolicy(EnumMessages.of(queue.discardPolicy()));
    Optional<DiscardConfig> discard = queue.discardConfig();
    discard.map(QueueMessages::of).ifPresent(message::setDiscardConfig);
    return message.build();
  }

  private static TrafficShapingInfo of(TrafficShaping shaping) {
    return TrafficShapingInfo.newBuilder()
        .setCir((int) shaping.committedRate())
        .setCbs((int) shaping.committedBurst())
        .setPir((int) shaping.peakRate())
        .setPbs((int) shaping.peakBurst())
        .setGir((int) shaping.guaranteedRate())
        .setAddBwInd(EnumMessages.of(shaping.additionalBandwidth()))
        .build();
  }
}
