package org.ponkeeper.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules that xPON and EPON templates share: fitness, oddities, shape. */
final class ProfileRules {

  private ProfileRules() {}

  /** Complaints about what every template says of itself. */
  static List<String> complaints(ProfileHeader header) {
    List<String> complaints = new ArrayList<>();
    Optional<InstanceControl> control = header.instanceControl();
    if (control.isEmpty()) {
      complaints.add("instance_control: is missing");
    } else {
      String onu = control.get().onu();
      if (!onu.equals(InstanceControl.SINGLE_INSTANCE)
          && !onu.equals(InstanceControl.MULTI_INSTANCE)) {
        complaints.add(
            "instance_control.onu: must be single-instance or multi-instance, not "
                + Quoted.of(onu));
      }
      String uni = control.get().uni();
      if (!uni.equals(InstanceControl.SINGLE_INSTANCE)) {
        complaints.add("instance_control.uni: must be single-instance, not " + Quoted.of(uni));
      }
    }
    if (header.numGemPorts() == 0) {
      complaints.add("num_gem_ports: is 0, and an instance has at least one GEM port");
    } else if (header.numGemPorts() > TechProfile.MOST_GEM_PORTS) {
      complaints.add(
          "num_gem_ports: must be at most "
              + TechProfile.MOST_GEM_PORTS
              + ", not "
              + header.numGemPorts());
    }
    return complaints;
  }

  /**
   * A complaint if the list has too few entries of that kind.
   *
   * @param mayBeEmpty whether no entry at all is fine
   */
  static Optional<String> tooShort(
      String list, String kind, int entries, long numGemPorts, boolean mayBeEmpty) {
    if (entries >= numGemPorts || (mayBeEmpty && entries == 0)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s: has too few %s for the %d of num_gem_ports: %d"
            .formatted(list, kind, numGemPorts, entries));
  }

  /** The p-bit maps of a list that are not regular, one sentence each. */
  static List<String> oddPbitMaps(String list, List<Queue> queues) {
    List<String> oddities = new ArrayList<>();
    for (int i = 0; i < queues.size(); i++) {
      PbitMap map = queues.get(i).pbitMap();
      if (!map.isRegular()) {
        oddities.add(
            "%s[%d].pbit_map: must be 0b and eight binary digits, not %s"
                .formatted(list, i, Quoted.of(map.text())));
      }
    }
    return oddities;
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
