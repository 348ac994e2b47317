package org.ponkeeper.profile;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.Technology;

/**
 * The built-in default templates, used where the store has no template: one GEM port that carries
 * every p-bit, best effort. Identical to those of VOLTHA's Go library.
 */
public final class BuiltInProfiles {

  private static final String NAME = "Default_1tcont_1gem_Profile";
  private static final String ALL_GROUPS = "224.0.0.0-239.255.255.255";
  private static final long MULTICAST_GEM_ID = 4069;

  private static final TechProfile GPON = xpon(Technology.GPON);
  private static final TechProfile XGPON = xpon(Technology.XGPON);
  private static final TechProfile XGS_PON = xpon(Technology.XGS_PON);
  private static final TechProfile EPON = epon();

  private BuiltInProfiles() {}

  /**
   * The built-in default of the technology; always the same object. Instances can be created from
   * it.
   */
  public static TechProfile of(Technology technology) {
    return switch (technology) {
      case GPON -> GPON;
      case XGPON -> XGPON;
      case XGS_PON -> XGS_PON;
      case EPON -> EPON;
    };
  }

  private static TechProfile xpon(Technology technology) {
    XponQueue downstream =
        new XponQueue(queue(), "False", MULTICAST_GEM_ID, ALL_GROUPS, ALL_GROUPS);
    return XponProfile.of(
        header(technology),
        Optional.of(scheduler(Direction.UPSTREAM)),
        Optional.of(scheduler(Direction.DOWNSTREAM)),
        List.of(XponQueue.unicast(queue())),
        List.of(downstream));
  }

  private static TechProfile epon() {
    EponQueue upstream =
        new EponQueue(queue(), "BE", 0, 0, 0, 0, 2, Optional.of(QueueThresholds.first(5500)));
    return EponProfile.of(
        header(Technology.EPON), "B", List.of(upstream), List.of(EponQueue.plain(queue())));
  }

  private static ProfileHeader header(Technology technology) {
    InstanceControl control =
        new InstanceControl(
            InstanceControl.MULTI_INSTANCE, InstanceControl.SINGLE_INSTANCE, "auto");
    return new ProfileHeader(NAME, 1, technology.text(), 1, Optional.of(control));
  }

  private static TemplateScheduler scheduler(Direction direction) {
    return TemplateScheduler.of(
        new Scheduler(direction, AdditionalBandwidth.BEST_EFFORT, 0, 0, SchedulingPolicy.HYBRID));
  }

  private static Queue queue() {
    RedDiscardConfig zero = new RedDiscardConfig(0, 0, 0);
    return new Queue(
        0,
        "auto",
        new PbitMap("0b11111111"),
        "True",
        SchedulingPolicy.WRR,
        0,
        0,
        DiscardPolicy.TAIL_DROP,
        Optional.of(zero),
        Optional.of(DiscardConfig.red(zero)));
  }
}
