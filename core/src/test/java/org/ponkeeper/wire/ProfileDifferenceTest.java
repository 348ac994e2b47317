package org.ponkeeper.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.BuiltInProfiles;
import org.ponkeeper.profile.ProfileFixtures;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.ValueChange;

class ProfileDifferenceTest {

  private static TechProfile xpon(int gemPorts, String... maps) {
    return ProfileFixtures.xpon(
        ProfileFixtures.header(gemPorts), ProfileFixtures.unicast(maps), List.of());
  }

  @Test
  void equalTemplatesDoNotDiffer() {
    assertThat(ProfileDifference.between(xpon(1, "0b1"), xpon(1, "0b1"))).isEmpty();
  }

  @Test
  void everyValueThatDiffersIsNamed() {
    assertThat(ProfileDifference.between(xpon(1, "a", "b"), xpon(3, "c", "b", "d")))
        .extracting(ValueChange::toString)
        .containsExactly(
            "num_gem_ports: 1 -> 3",
            "upstream_gem_port_attribute_list[0].pbit_map: \"a\" -> \"c\"",
            "upstream_gem_port_attribute_list[2]: none -> added");
    assertThat(ProfileDifference.between(xpon(1, "a"), xpon(1)))
        .extracting(ValueChange::toString)
        .containsExactly("upstream_gem_port_attribute_list[0]: there -> removed");
  }

  @Test
  void templatesOfDifferentKindsDifferAsAWhole() {
    assertThat(
            ProfileDifference.between(
                BuiltInProfiles.of(Technology.GPON), BuiltInProfiles.of(Technology.EPON)))
        .singleElement()
        .asString()
        .startsWith("xPON template")
        .contains(" -> EPON template");
  }
}
