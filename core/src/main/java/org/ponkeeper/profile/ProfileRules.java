package org.ponkeeper.profile;

import java.util.Optional;
import java.util.Set;

/**
 * The rules for templates of all technologies that decide whether an instance can be created, and
 * the template's shape.
 */
final class ProfileRules {

  private static final String CONTROL = "instance_control";
  static final String COUNT = "num_gem_ports";

  private ProfileRules() {}

  /** Checks whether the common fields of a template allow instances to be created. */
  static void fitness(ProfileHeader header, DiagnosticConsumer sink) {
    Optional<InstanceControl> control = header.instanceControl();
    if (control.isEmpty()) {
      sink.add(TemplateRule.INSTANCE_CONTROL_MISSING, CONTROL, "is missing");
    } else {
      fitness(control.get(), sink);
    }
    if (header.numGemPorts() == 0) {
      sink.add(
          TemplateRule.NUM_GEM_PORTS_ZERO,
          COUNT,
          "is 0, and an instance has at least one GEM port");
    } else if (header.numGemPorts() > TechProfile.MOST_GEM_PORTS) {
      sink.add(
          TemplateRule.NUM_GEM_PORTS_TOO_GREAT,
          COUNT,
          "must be at most " + TechProfile.MOST_GEM_PORTS + ", not " + header.numGemPorts());
    }
  }

  private static void fitness(InstanceControl control, DiagnosticConsumer sink) {
    String onu = control.onu();
    if (!onu.equals(InstanceControl.SINGLE_INSTANCE)
        && !onu.equals(InstanceControl.MULTI_INSTANCE)) {
      sink.add(
          TemplateRule.INSTANCE_CONTROL_ONU,
          CONTROL + ".onu",
          "must be single-instance or multi-instance, not " + Quoted.of(onu));
    }
    String uni = control.uni();
    if (!uni.equals(InstanceControl.SINGLE_INSTANCE)) {
      sink.add(
          TemplateRule.INSTANCE_CONTROL_UNI,
          CONTROL + ".uni",
          "must be single-instance, not " + Quoted.of(uni));
    }
  }

  /**
   * Checks whether the list has enough entries of that kind.
   *
   * @param mayBeEmpty whether a list without entries is allowed
   */
  static void length(
      String list,
      String kind,
      int entries,
      long numGemPorts,
      boolean mayBeEmpty,
      DiagnosticConsumer sink) {
    if (entries < numGemPorts
        && numGemPorts <= TechProfile.MOST_GEM_PORTS
        && !(mayBeEmpty && entries == 0)) {
      sink.add(
          TemplateRule.LIST_TOO_SHORT,
          list,
          "has %s of the %s %s that num_gem_ports asks for".formatted(entries, numGemPorts, kind),
          COUNT,
          list,
          "is_multicast");
    }
  }

  static boolean sameShape(TechProfile one, TechProfile other) {
    return one.getClass() == other.getClass()
        && one.numGemPorts() == other.numGemPorts()
        && one.instanceControl()
            .map(InstanceControl::onu)
            .equals(other.instanceControl().map(InstanceControl::onu))
        && one.instanceControl()
            .map(InstanceControl::uni)
            .equals(other.instanceControl().map(InstanceControl::uni))
        && Set.copyOf(one.multicastGemPortIds()).equals(Set.copyOf(other.multicastGemPortIds()))
        && one.isFit() == other.isFit();
  }
}
