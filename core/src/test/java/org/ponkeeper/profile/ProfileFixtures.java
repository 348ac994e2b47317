package org.ponkeeper.profile;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;

/** Small profiles for tests. */
public final class ProfileFixtures {

  /** The usual instance control of a template. */
  public static final InstanceControl EACH_UNI_ALONE =
      new InstanceControl("multi-instance", "single-instance", "auto");

  private ProfileFixtures() {}

  /** A path of the technology. */
  public static InstancePath path(Technology technology) {
    return new InstancePath(technology, new TechProfileId(64), UniPort.of("lab-1", 2, 7, 0));
  }

  /** A header that is fit. */
  public static ProfileHeader header(long numGemPorts) {
    return new ProfileHeader("fixture", 1, "XPON", numGemPorts, Optional.of(EACH_UNI_ALONE));
  }

  /** A queue that carries the p-bits of the map. */
  public static Queue queue(String pbitMap) {
    return queue(pbitMap, DiscardPolicy.TAIL_DROP, Optional.empty(), Optional.empty());
  }

  /** A queue with this discard policy. */
  public static Queue queue(
      String pbitMap,
      DiscardPolicy policy,
      Optional<RedDiscardConfig> config,
      Optional<DiscardConfig> configV2) {
    return new Queue(
        0,
        "auto",
        new PbitMap(pbitMap),
        "True",
        SchedulingPolicy.WRR,
        1,
        2,
        policy,
        config,
        configV2);
  }

  /** Unicast xPON queues with these maps. */
  public static List<XponQueue> unicast(String... pbitMaps) {
    return Stream.of(pbitMaps).map(map -> XponQueue.unicast(queue(map))).toList();
  }

  /** A multicast xPON queue that carries every p-bit. */
  public static XponQueue multicast(long gemPortId) {
    return new XponQueue(queue("0b11111111"), "True", gemPortId, "", "");
  }

  /** A scheduler of the direction. */
  public static Optional<TemplateScheduler> scheduler(Direction direction) {
    return Optional.of(
        TemplateScheduler.of(
            new Scheduler(direction, AdditionalBandwidth.NONE, 3, 4, SchedulingPolicy.WRR)));
  }

  /** An xPON template with schedulers. */
  public static XponProfile xpon(
      ProfileHeader header, List<XponQueue> upstream, List<XponQueue> downstream) {
    return XponProfile.of(
        header,
        scheduler(Direction.UPSTREAM),
        scheduler(Direction.DOWNSTREAM),
        upstream,
        downstream);
  }
}
