package org.ponkeeper.wire;

import static java.lang.Integer.toUnsignedLong;

import com.google.protobuf.Message;
import java.util.Optional;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.EponTechProfile;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.SchedulerAttributes;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.EponProfile;
import org.ponkeeper.profile.EponQueue;
import org.ponkeeper.profile.InstanceControl;
import org.ponkeeper.profile.ProfileHeader;
import org.ponkeeper.profile.Scheduler;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateScheduler;
import org.ponkeeper.profile.XponProfile;
import org.ponkeeper.profile.XponQueue;

/**
 * Converts templates to and from protobuf messages. All known fields are kept, unknown ones are
 * not.
 */
public final class ProfileMessages {

  private ProfileMessages() {}

  /** An empty message of the type that the technology's templates have. */
  public static Message emptyOf(Technology technology) {
    return technology == Technology.EPON
        ? EponTechProfile.getDefaultInstance()
        : TechProfileOuterClass.TechProfile.getDefaultInstance();
  }

  /**
   * The template in a message, valid or not.
   *
   * @param technology EPON for an {@code EponTechProfile}, any other for a {@code TechProfile}
   * @throws IllegalArgumentException if the message is of another type
   * @throws org.ponkeeper.error.InvalidRequestException {@code TEMPLATE_INVALID} if an enum has a
   *     number without a name
   */
  public static TechProfile profileOf(Technology technology, Message message) {
    if (technology == Technology.EPON && message instanceof EponTechProfile epon) {
      return read(epon);
    }
    if (technology != Technology.EPON
        && message instanceof TechProfileOuterClass.TechProfile xpon) {
      return read(xpon);
    }
    throw new IllegalArgumentException(
        "a %s is no template of %s"
            .formatted(message.getDescriptorForType().getFullName(), technology));
  }

  /** The template as a {@code TechProfile} or {@code EponTechProfile}. */
  public static Message messageOf(TechProfile profile) {
    return switch (profile) {
      case XponProfile xpon -> of(xpon);
      case EponProfile epon -> of(epon);
    };
  }

  /** The template as a message. */
  public static TechProfileOuterClass.TechProfile of(XponProfile profile) {
    ProfileHeader header = profile.header();
    TechProfileOuterClass.TechProfile.Builder message =
        TechProfileOuterClass.TechProfile.newBuilder()
            .setName(header.name())
            .setVersion((int) header.version())
            .setProfileType(header.profileType())
            .setNumGemPorts((int) header.numGemPorts());
    header.instanceControl().map(ProfileMessages::of).ifPresent(message::setInstanceControl);
    profile
        .upstreamScheduler()
        .map(scheduler -> of(scheduler.scheduler(), scheduler.allocId()))
        .ifPresent(message::setUsScheduler);
    profile
        .downstreamScheduler()
        .map(scheduler -> of(scheduler.scheduler(), scheduler.allocId()))
        .ifPresent(message::setDsScheduler);
    for (XponQueue queue : profile.upstreamQueues()) {
      message.addUpstreamGemPortAttributeList(QueueMessages.xpon(queue, queue.queue().gemPortId()));
    }
    for (XponQueue queue : profile.downstreamQueues()) {
      message.addDownstreamGemPortAttributeList(
          QueueMessages.xpon(queue, queue.queue().gemPortId()));
    }
    return message.build();
  }

  /** The template as a message. */
  public static EponTechProfile of(EponProfile profile) {
    ProfileHeader header = profile.header();
    EponTechProfile.Builder message =
        EponTechProfile.newBuilder()
            .setName(header.name())
            .setVersion((int) header.version())
            .setProfileType(header.profileType())
            .setNumGemPorts((int) header.numGemPorts())
            .setPackageType(profile.packageType());
    header.instanceControl().map(ProfileMessages::of).ifPresent(message::setInstanceControl);
    for (EponQueue queue : profile.upstreamQueues()) {
      message.addUpstreamQueueAttributeList(QueueMessages.epon(queue, queue.queue().gemPortId()));
    }
    for (EponQueue queue : profile.downstreamQueues()) {
      message.addDownstreamQueueAttributeList(QueueMessages.epon(queue, queue.queue().gemPortId()));
    }
    return message.build();
  }

  static TechProfileOuterClass.InstanceControl of(InstanceControl control) {
    return TechProfileOuterClass.InstanceControl.newBuilder()
        .setOnu(control.onu())
        .setUni(control.uni())
        .setMaxGemPayloadSize(control.maxGemPayloadSize())
        .build();
  }

  /** The scheduler with this Alloc-ID. */
  static SchedulerAttributes of(Scheduler scheduler, long allocId) {
    return SchedulerAttributes.newBuilder()
        .setDirection(EnumMessages.of(scheduler.direction()))
        .setAllocId((int) allocId)
        .setAdditionalBw(EnumMessages.of(scheduler.additionalBandwidth()))
        .setPriority((int) scheduler.priority())
        .setWeight((int) scheduler.weight())
        .setQSchedPolicy(EnumMessages.of(scheduler.policy()))
        .build();
  }

  private static XponProfile read(TechProfileOuterClass.TechProfile message) {
    return XponProfile.of(
        new ProfileHeader(
            message.getName(),
            toUnsignedLong(message.getVersion()),
            message.getProfileType(),
            toUnsignedLong(message.getNumGemPorts()),
            message.hasInstanceControl()
                ? Optional.of(read(message.getInstanceControl()))
                : Optional.empty()),
        message.hasUsScheduler() ? Optional.of(read(message.getUsScheduler())) : Optional.empty(),
        message.hasDsScheduler() ? Optional.of(read(message.getDsScheduler())) : Optional.empty(),
        message.getUpstreamGemPortAttributeListList().stream().map(QueueMessages::read).toList(),
        message.getDownstreamGemPortAttributeListList().stream().map(QueueMessages::read).toList());
  }

  private static EponProfile read(EponTechProfile message) {
    return EponProfile.of(
        new ProfileHeader(
            message.getName(),
            toUnsignedLong(message.getVersion()),
            message.getProfileType(),
            toUnsignedLong(message.getNumGemPorts()),
            message.hasInstanceControl()
                ? Optional.of(read(message.getInstanceControl()))
                : Optional.empty()),
        message.getPackageType(),
        message.getUpstreamQueueAttributeListList().stream().map(QueueMessages::read).toList(),
        message.getDownstreamQueueAttributeListList().stream().map(QueueMessages::read).toList());
  }

  private static InstanceControl read(TechProfileOuterClass.InstanceControl message) {
    return new InstanceControl(message.getOnu(), message.getUni(), message.getMaxGemPayloadSize());
  }

  private static TemplateScheduler read(SchedulerAttributes message) {
    Scheduler scheduler =
        new Scheduler(
            EnumMessages.read(message.getDirection(), message.getDirectionValue()),
            EnumMessages.read(message.getAdditionalBw(), message.getAdditionalBwValue()),
            toUnsignedLong(message.getPriority()),
            toUnsignedLong(message.getWeight()),
            EnumMessages.read(message.getQSchedPolicy(), message.getQSchedPolicyValue()));
    return new TemplateScheduler(scheduler, toUnsignedLong(message.getAllocId()));
  }
}
