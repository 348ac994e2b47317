package org.ponkeeper.wire;

import static java.lang.Integer.toUnsignedLong;

import java.util.List;
import java.util.Optional;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.EPONQueueAttributes;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.GemPortAttributes;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.QThresholds;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.WRedDiscardConfig;
import org.ponkeeper.profile.DiscardConfig;
import org.ponkeeper.profile.EponQueue;
import org.ponkeeper.profile.PbitMap;
import org.ponkeeper.profile.Queue;
import org.ponkeeper.profile.QueueThresholds;
import org.ponkeeper.profile.RedDiscardConfig;
import org.ponkeeper.profile.XponQueue;

/** Converts queues and their discard configurations to and from protobuf messages. */
final class QueueMessages {

  private QueueMessages() {}

  /** The queue with its multicast attributes and this GEM port id. */
  static GemPortAttributes xpon(XponQueue queue, long gemPortId) {
    return xpon(queue.queue(), gemPortId)
        .setIsMulticast(queue.isMulticast())
        .setMulticastGemId((int) queue.multicastGemId())
        .setDynamicAccessControlList(queue.dynamicAccessControlList())
        .setStaticAccessControlList(queue.staticAccessControlList())
        .build();
  }

  /** The queue without multicast attributes, with this GEM port id. */
  static GemPortAttributes.Builder xpon(Queue queue, long gemPortId) {
    GemPortAttributes.Builder message =
        GemPortAttributes.newBuilder()
            .setGemportId((int) gemPortId)
            .setMaxQSize(queue.maxQueueSize())
            .setPbitMap(queue.pbitMap().text())
            .setAesEncryption(queue.aesEncryption())
            .setSchedulingPolicy(EnumMessages.of(queue.schedulingPolicy()))
            .setPriorityQ((int) queue.priority())
            .setWeight((int) queue.weight())
            .setDiscardPolicy(EnumMessages.of(queue.discardPolicy()));
    queue.discardConfig().map(QueueMessages::of).ifPresent(message::setDiscardConfig);
    queue.discardConfigV2().map(QueueMessages::of).ifPresent(message::setDiscardConfigV2);
    return message;
  }

  static XponQueue read(GemPortAttributes message) {
    Queue queue =
        new Queue(
            toUnsignedLong(message.getGemportId()),
            message.getMaxQSize(),
            new PbitMap(message.getPbitMap()),
            message.getAesEncryption(),
            EnumMessages.read(message.getSchedulingPolicy(), message.getSchedulingPolicyValue()),
            toUnsignedLong(message.getPriorityQ()),
            toUnsignedLong(message.getWeight()),
            EnumMessages.read(message.getDiscardPolicy(), message.getDiscardPolicyValue()),
            message.hasDiscardConfig()
                ? Optional.of(read(message.getDiscardConfig()))
                : Optional.empty(),
            message.hasDiscardConfigV2()
                ? Optional.of(read(message.getDiscardConfigV2()))
                : Optional.empty());
    return new XponQueue(
        queue,
        message.getIsMulticast(),
        toUnsignedLong(message.getMulticastGemId()),
        message.getDynamicAccessControlList(),
        message.getStaticAccessControlList());
  }

  /** The queue with its EPON attributes and this GEM port id. */
  static EPONQueueAttributes epon(EponQueue queue, long gemPortId) {
    EPONQueueAttributes.Builder message =
        epon(queue.queue(), gemPortId)
            .setTrafficType(queue.trafficType())
            .setUnsolicitedGrantSize((int) queue.unsolicitedGrantSize())
            .setNominalInterval((int) queue.nominalInterval())
            .setToleratedPollJitter((int) queue.toleratedPollJitter())
            .setRequestTransmissionPolicy((int) queue.requestTransmissionPolicy())
            .setNumQSets((int) queue.numQueueSets());
    queue.thresholds().map(QueueMessages::of).ifPresent(message::setQThresholds);
    return message.build();
  }

  /** The queue without the EPON attributes that apply only upstream, with this GEM port id. */
  static EPONQueueAttributes.Builder epon(Queue queue, long gemPortId) {
    EPONQueueAttributes.Builder message =
        EPONQueueAttributes.newBuilder()
            .setGemportId((int) gemPortId)
            .setMaxQSize(queue.maxQueueSize())
            .setPbitMap(queue.pbitMap().text())
            .setAesEncryption(queue.aesEncryption())
            .setSchedulingPolicy(EnumMessages.of(queue.schedulingPolicy()))
            .setPriorityQ((int) queue.priority())
            .setWeight((int) queue.weight())
            .setDiscardPolicy(EnumMessages.of(queue.discardPolicy()));
    queue.discardConfig().map(QueueMessages::of).ifPresent(message::setDiscardConfig);
    queue.discardConfigV2().map(QueueMessages::of).ifPresent(message::setDiscardConfigV2);
    return message;
  }

  static EponQueue read(EPONQueueAttributes message) {
    Queue queue =
        new Queue(
            toUnsignedLong(message.getGemportId()),
            message.getMaxQSize(),
            new PbitMap(message.getPbitMap()),
            message.getAesEncryption(),
            EnumMessages.read(message.getSchedulingPolicy(), message.getSchedulingPolicyValue()),
            toUnsignedLong(message.getPriorityQ()),
            toUnsignedLong(message.getWeight()),
            EnumMessages.read(message.getDiscardPolicy(), message.getDiscardPolicyValue()),
            message.hasDiscardConfig()
                ? Optional.of(read(message.getDiscardConfig()))
                : Optional.empty(),
            message.hasDiscardConfigV2()
                ? Optional.of(read(message.getDiscardConfigV2()))
                : Optional.empty());
    return new EponQueue(
        queue,
        message.getTrafficType(),
        toUnsignedLong(message.getUnsolicitedGrantSize()),
        toUnsignedLong(message.getNominalInterval()),
        toUnsignedLong(message.getToleratedPollJitter()),
        toUnsignedLong(message.getRequestTransmissionPolicy()),
        toUnsignedLong(message.getNumQSets()),
        message.hasQThresholds() ? Optional.of(read(message.getQThresholds())) : Optional.empty());
  }

  static TechProfileOuterClass.DiscardConfig of(DiscardConfig config) {
    TechProfileOuterClass.DiscardConfig.Builder message =
        TechProfileOuterClass.DiscardConfig.newBuilder()
            .setDiscardPolicy(EnumMessages.of(config.policy()));
    config
        .parameters()
        .ifPresent(parameters -> {
          switch (parameters) {
            case DiscardConfig.TailDrop tail ->
                message.setTailDropDiscardConfig(
                    TechProfileOuterClass.TailDropDiscardConfig.newBuilder()
                        .setQueueSize((int) tail.queueSize()));
            case DiscardConfig.Red red -> message.setRedDiscardConfig(of(red.config()));
            case DiscardConfig.WeightedRed colours -> message.setWredDiscardConfig(of(colours));
          }
        });
    return message.build();
  }

  static DiscardConfig read(TechProfileOuterClass.DiscardConfig message) {
    Optional<DiscardConfig.Parameters> parameters =
        switch (message.getDiscardConfigCase()) {
          case TAIL_DROP_DISCARD_CONFIG ->
              Optional.of(
                  new DiscardConfig.TailDrop(
                      toUnsignedLong(message.getTailDropDiscardConfig().getQueueSize())));
          case RED_DISCARD_CONFIG ->
              Optional.of(new DiscardConfig.Red(read(message.getRedDiscardConfig())));
          case WRED_DISCARD_CONFIG -> Optional.of(read(message.getWredDiscardConfig()));
          case DISCARDCONFIG_NOT_SET -> Optional.empty();
        };
    return new DiscardConfig(
        EnumMessages.read(message.getDiscardPolicy(), message.getDiscardPolicyValue()), parameters);
  }

  private static WRedDiscardConfig of(DiscardConfig.WeightedRed colours) {
    WRedDiscardConfig.Builder message = WRedDiscardConfig.newBuilder();
    colours.green().map(QueueMessages::of).ifPresent(message::setGreen);
    colours.yellow().map(QueueMessages::of).ifPresent(message::setYellow);
    colours.red().map(QueueMessages::of).ifPresent(message::setRed);
    return message.build();
  }

  private static DiscardConfig.WeightedRed read(WRedDiscardConfig message) {
    return new DiscardConfig.WeightedRed(
        message.hasGreen() ? Optional.of(read(message.getGreen())) : Optional.empty(),
        message.hasYellow() ? Optional.of(read(message.getYellow())) : Optional.empty(),
        message.hasRed() ? Optional.of(read(message.getRed())) : Optional.empty());
  }

  private static TechProfileOuterClass.RedDiscardConfig of(RedDiscardConfig config) {
    return TechProfileOuterClass.RedDiscardConfig.newBuilder()
        .setMinThreshold((int) config.minThreshold())
        .setMaxThreshold((int) config.maxThreshold())
        .setMaxProbability((int) config.maxProbability())
        .build();
  }

  private static RedDiscardConfig read(TechProfileOuterClass.RedDiscardConfig message) {
    return new RedDiscardConfig(
        toUnsignedLong(message.getMinThreshold()),
        toUnsignedLong(message.getMaxThreshold()),
        toUnsignedLong(message.getMaxProbability()));
  }

  private static QThresholds of(QueueThresholds thresholds) {
    List<Long> values = thresholds.values();
    return QThresholds.newBuilder()
        .setQThreshold1(values.get(0).intValue())
        .setQThreshold2(values.get(1).intValue())
        .setQThreshold3(values.get(2).intValue())
        .setQThreshold4(values.get(3).intValue())
        .setQThreshold5(values.get(4).intValue())
        .setQThreshold6(values.get(5).intValue())
        .setQThreshold7(values.get(6).intValue())
        .build();
  }

  private static QueueThresholds read(QThresholds message) {
    return new QueueThresholds(
        List.of(
            toUnsignedLong(message.getQThreshold1()),
            toUnsignedLong(message.getQThreshold2()),
            toUnsignedLong(message.getQThreshold3()),
            toUnsignedLong(message.getQThreshold4()),
            toUnsignedLong(message.getQThreshold5()),
            toUnsignedLong(message.getQThreshold6()),
            toUnsignedLong(message.getQThreshold7())));
  }
}
