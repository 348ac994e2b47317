package org.ponkeeper.wire;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.EponTechProfileInstance;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.profile.EponProfile;
import org.ponkeeper.profile.ProfileHeader;
import org.ponkeeper.profile.Queue;
import org.ponkeeper.profile.Scheduler;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.XponProfile;
import org.ponkeeper.profile.XponQueue;

/** Converts instances to protobuf messages. */
public final class InstanceMessages {

  private InstanceMessages() {}

  /** The instance as a {@code TechProfileInstance} or {@code EponTechProfileInstance}. */
  public static Message of(TechProfileInstance instance) {
    return switch (instance.template()) {
      case XponProfile template -> xpon(instance, template);
      case EponProfile template -> epon(instance, template);
    };
  }

  /**
   * The GPON, XGPON or XGS-PON instance as a message: unicast entries without multicast attributes
   * and with their GEM port ids, followed by the template's multicast entries with the id 0.
   *
   * @throws IllegalArgumentException if it is an EPON instance
   */
  public static TechProfileOuterClass.TechProfileInstance xpon(TechProfileInstance instance) {
    if (instance.template() instanceof XponProfile template) {
      return xpon(instance, template);
    }
    throw new IllegalArgumentException("an EPON instance: " + instance.path());
  }

  /**
   * The EPON instance as a message: downstream entries without the attributes that apply only
   * upstream.
   *
   * @throws IllegalArgumentException if it is not an EPON instance
   */
  public static EponTechProfileInstance epon(TechProfileInstance instance) {
    if (instance.template() instanceof EponProfile template) {
      return epon(instance, template);
    }
    throw new IllegalArgumentException("not an EPON instance: " + instance.path());
  }

  private static TechProfileOuterClass.TechProfileInstance xpon(
      TechProfileInstance instance, XponProfile template) {
    ProfileHeader header = template.header();
    TechProfileOuterClass.TechProfileInstance.Builder message =
        TechProfileOuterClass.TechProfileInstance.newBuilder()
            .setName(header.name())
            .setVersion((int) header.version())
            .setSubscriberIdentifier(instance.path().uniPort().toString())
            .setProfileType(header.profileType())
            .setNumGemPorts((int) header.numGemPorts());
    header.instanceControl().map(ProfileMessages::of).ifPresent(message::setInstanceControl);
    int allocId = instance.allocId().value();
    Optional<Scheduler> upstream = template.scheduler(Direction.UPSTREAM);
    upstream.map(s -> ProfileMessages.of(s, allocId)).ifPresent(message::setUsScheduler);
    Optional<Scheduler> downstream = template.scheduler(Direction.DOWNSTREAM);
    downstream.map(s -> ProfileMessages.of(s, allocId)).ifPresent(message::setDsScheduler);

    List<Queue> queues = template.queues(Direction.UPSTREAM);
    for (int i = 0; i < queues.size(); i++) {
      message.addUpstreamGemPortAttributeList(
          QueueMessages.xpon(queues.get(i), instance.gemPortIdAt(i)));
    }
    queues = template.queues(Direction.DOWNSTREAM);
    for (int i = 0; i < queues.size(); i++) {
      message.addDownstreamGemPortAttributeList(
          QueueMessages.xpon(queues.get(i), instance.gemPortIdAt(i)));
    }
    for (XponQueue queue : template.multicastQueues()) {
      message.addDownstreamGemPortAttributeList(QueueMessages.xpon(queue, 0));
    }
    return message.build();
  }

  private static EponTechProfileInstance epon(TechProfileInstance instance, EponProfile template) {
    ProfileHeader header = template.header();
    EponTechProfileInstance.Builder message =
        EponTechProfileInstance.newBuilder()
            .setName(header.name())
            .setVersion((int) header.version())
            .setSubscriberIdentifier(instance.path().uniPort().toString())
            .setProfileType(header.profileType())
            .setNumGemPorts((int) header.numGemPorts())
            .setAllocId(instance.allocId().value())
            .setPackageType(template.packageType());
    header.instanceControl().map(ProfileMessages::of).ifPresent(message::setInstanceControl);
    for (int i = 0; i < template.queues(Direction.UPSTREAM).size(); i++) {
      message.addUpstreamQueueAttributeList(
          QueueMessages.epon(template.upstreamQueues().get(i), instance.gemPortIdAt(i)));
    }
    List<Queue> queues = template.queues(Direction.DOWNSTREAM);
    for (int i = 0; i < queues.size(); i++) {
      message.addDownstreamQueueAttributeList(
          QueueMessages.epon(queues.get(i), instance.gemPortIdAt(i)));
    }
    return message.build();
  }
}
