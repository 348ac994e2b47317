package org.ponkeeper.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.TrafficQueues;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.TrafficScheduler;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.TrafficSchedulers;
import org.ponkeeper.api.v1.Instance;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.PbitMap;
import org.ponkeeper.profile.Scheduler;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.TrafficQueue;
import org.ponkeeper.profile.UnresolvedInstance;
import org.ponkeeper.profile.XponProfile;
import org.ponkeeper.wire.InstanceMessages;
import org.ponkeeper.wire.TrafficMessages;

/** An instance as a message. */
final class InstanceMessage {
  private InstanceMessage() {}

  /** The message of an instance, with all that is derived. */
  static Instance of(org.ponkeeper.profile.Instance instance, Optional<OwnerName> onuOwner) {
    InstancePath path = instance.path();
    UniPort port = path.uniPort();
    Instance.Builder message =
        Instance.newBuilder()
            .setName(ResourceName.of(path))
            .setPath(path.toString())
            .setTechnology(path.technology().text())
            .setOlt(port.olt().device())
            .setPon(port.pon().number())
            .setOnu(port.onu().number())
            .setUni(port.number())
            .setTemplate(path.template().value())
            .setAllocId(instance.allocId().value());
    instance.gemPortIds().forEach(id -> message.addGemPortIds(id.value()));
    onuOwner.ifPresent(owner -> message.setOnuOwner(owner.text()));
    switch (instance) {
      case TechProfileInstance resolved -> addDerived(message, resolved);
      case UnresolvedInstance unresolved ->
          message.setTemplateSource("none").setProblem(unresolved.problem());
    }
    return message.build();
  }

  private static void addDerived(Instance.Builder message, TechProfileInstance instance) {
    message
        .setTemplateName(instance.template().name())
        .setTemplateSource(instance.source().text())
        .addAllUpstreamGemPortByPbit(gemPorts(instance, Direction.UPSTREAM))
        .addAllDownstreamGemPortByPbit(gemPorts(instance, Direction.DOWNSTREAM));
    if (instance.template() instanceof XponProfile) {
      message
          .setTechProfileInstance(InstanceMessages.xpon(instance))
          .setUpstreamSchedulers(schedulers(instance, Direction.UPSTREAM))
          .setDownstreamSchedulers(schedulers(instance, Direction.DOWNSTREAM))
          .setUpstreamQueues(queues(instance, instance.trafficQueues(Direction.UPSTREAM)))
          .setDownstreamQueues(queues(instance, instance.trafficQueues(Direction.DOWNSTREAM)))
          .setMulticastQueues(queues(instance, instance.multicastTrafficQueues()));
    } else {
      message.setEponTechProfileInstance(InstanceMessages.epon(instance));
    }
  }

  private static List<Integer> gemPorts(TechProfileInstance instance, Direction direction) {
    List<Integer> byPbit = new ArrayList<>();
    for (int pbit = 0; pbit < PbitMap.PBITS; pbit++) {
      byPbit.add(instance.gemPortForPbit(direction, pbit).map(GemPortId::value).orElse(0));
    }
    return byPbit;
  }

  private static TrafficSchedulers schedulers(TechProfileInstance instance, Direction direction) {
    UniPort port = instance.path().uniPort();
    TrafficSchedulers.Builder message =
        TrafficSchedulers.newBuilder()
            .setIntfId(port.pon().number())
            .setOnuId(port.onu().number())
            .setUniId(port.number());
    instance
        .scheduler(direction)
        .ifPresent(scheduler -> message.addTrafficScheds(scheduler(instance, scheduler)));
    return message.build();
  }

  private static TrafficScheduler scheduler(TechProfileInstance instance, Scheduler scheduler) {
    return TrafficScheduler.newBuilder()
        .setDirection(TrafficMessages.of(scheduler).getDirection())
        .setAllocId(instance.allocId().value())
        .setScheduler(TrafficMessages.of(scheduler))
        .setTechProfileId(instance.path().template().value())
        .build();
  }

  private static TrafficQueues queues(TechProfileInstance instance, List<TrafficQueue> queues) {
    UniPort port = instance.path().uniPort();
    TrafficQueues.Builder message =
        TrafficQueues.newBuilder()
            .setIntfId(port.pon().number())
            .setOnuId(port.onu().number())
            .setUniId(port.number())
            .setTechProfileId(instance.path().template().value());
    queues.forEach(queue -> message.addTrafficQueues(TrafficMessages.of(queue)));
    return message.build();
  }
}
