package org.ponkeeper.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.profile.ProfileFixtures.header;
import static org.ponkeeper.profile.ProfileFixtures.multicast;
import static org.ponkeeper.profile.ProfileFixtures.queue;
import static org.ponkeeper.profile.ProfileFixtures.scheduler;
import static org.ponkeeper.profile.ProfileFixtures.unicast;
import static org.ponkeeper.profile.ProfileFixtures.xpon;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.Technology;

class TechProfileTest {

  private static final String ALL = "0b11111111";

  @ParameterizedTest
  @EnumSource
  void theBuiltInDefaultIsFitAndRegular(Technology technology) {
    TechProfile profile = BuiltInProfiles.of(technology);

    assertThat(profile.diagnostics()).isEmpty();
    assertThat(TemplateChecks.of(profile, technology, Optional.empty())).isEmpty();
    assertThat(profile.profileType()).isEqualTo(technology.text());
    assertThat(profile.multicastGemPortIds()).isEmpty();
    assertThat(profile.sharesAllocId()).isFalse();
    assertThat(BuiltInProfiles.of(technology)).isSameAs(profile);
  }

  @Test
  void longerListsAndNoUnicastDownstreamEntryAtAllAreFit() {
    assertThat(xpon(header(1), unicast(ALL, ALL), unicast(ALL, ALL, ALL)).diagnostics()).isEmpty();
    assertThat(xpon(header(2), unicast(ALL, ALL), List.of(multicast(4069))).diagnostics())
        .isEmpty();
    assertThat(xpon(header(2), unicast(ALL, ALL), List.of()).diagnostics()).isEmpty();
  }

  @Test
  void anEmptyTemplateHasEveryDiagnostic() {
    XponProfile profile =
        XponProfile.of(
            new ProfileHeader("", 0, "", 0, Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of());

    assertThat(profile.isFit()).isFalse();
    assertThat(profile.diagnostics())
        .extracting(Diagnostic::text)
        .containsExactly(
            "instance_control: is missing",
            "num_gem_ports: is 0, and an instance has at least one GEM port",
            "us_scheduler: is missing",
            "ds_scheduler: is missing");
  }

  @Test
  void listsThatAreTooShortAreUnfit() {
    List<XponQueue> downstream =
        List.of(
            XponQueue.unicast(queue(ALL)),
            multicast(1),
            XponQueue.unicast(queue(ALL)),
            multicast(2));

    assertThat(xpon(header(3), unicast(ALL, ALL), downstream).diagnostics())
        .extracting(Diagnostic::text)
        .containsExactly(
            "upstream_gem_port_attribute_list: has 2 of the 3 entries that num_gem_ports asks for",
            "downstream_gem_port_attribute_list: has 2 of the 3 unicast entries that"
                + " num_gem_ports asks for");
    assertThat(xpon(header(1), List.of(), List.of()).diagnostics()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "single-instance, multi-instance, instance_control.uni",
    "single-instance, '', instance_control.uni",
    "multi, single-instance, instance_control.onu",
    "Multi-Instance, single-instance, instance_control.onu"
  })
  void otherInstanceControlsAreRefused(String onu, String uni, String path) {
    ProfileHeader header =
        new ProfileHeader("", 1, "", 1, Optional.of(new InstanceControl(onu, uni, "auto")));

    assertThat(xpon(header, unicast(ALL), unicast(ALL)).diagnostics())
        .singleElement()
        .asString()
        .startsWith(path + ": must be ");
  }

  @Test
  void moreGemPortsThanThereAreIdsAreUnfit() {
    assertThat(xpon(header(65536), unicast(ALL), List.of()).diagnostics())
        .extracting(Diagnostic::text)
        .containsExactly("num_gem_ports: must be at most 65535, not 65536");
    assertThat(xpon(header(4294967295L), unicast(ALL), List.of()).queues(Direction.UPSTREAM))
        .hasSize(1);
  }

  @Test
  void eponNeedsNoScheduler() {
    EponQueue queue = EponQueue.plain(queue(ALL));

    assertThat(EponProfile.of(header(1), "B", List.of(queue), List.of()).diagnostics()).isEmpty();
    assertThat(EponProfile.of(header(2), "B", List.of(queue), List.of(queue)).diagnostics())
        .extracting(Diagnostic::text)
        .containsExactly(
            "upstream_queue_attribute_list: has 1 of the 2 entries that num_gem_ports asks for",
            "downstream_queue_attribute_list: has 1 of the 2 entries that num_gem_ports asks for");
  }

  @Test
  void anInstanceUsesTheFirstQueuesOnly() {
    XponProfile profile =
        xpon(
            header(1),
            unicast("0b00000001", "0b00000010"),
            List.of(multicast(7), XponQueue.unicast(queue("0b00000100"))));

    assertThat(profile.queues(Direction.UPSTREAM)).containsExactly(queue("0b00000001"));
    assertThat(profile.queues(Direction.DOWNSTREAM)).containsExactly(queue("0b00000100"));
    assertThat(profile.queues(Direction.BIDIRECTIONAL)).isEmpty();
    assertThat(profile.queueForPbit(Direction.UPSTREAM, 1)).isEqualTo(-1);
    assertThat(profile.queueForPbit(Direction.DOWNSTREAM, 0)).isEqualTo(-1);
    assertThat(profile.queueForPbit(Direction.DOWNSTREAM, 2)).isZero();
    assertThat(profile.queueForPbit(Direction.BIDIRECTIONAL, 2)).isEqualTo(-1);
  }

  @Test
  void multicastIdsAppearOnceAndOnlyAtGemPortsThatCanHaveThem() {
    XponProfile profile =
        xpon(
            header(1),
            List.of(new XponQueue(queue(ALL), "True", 99, "", "")),
            List.of(
                multicast(4069),
                multicast(4000),
                multicast(4069),
                multicast(70000),
                new XponQueue(queue(ALL), "tRue", 5, "", "")));

    assertThat(profile.multicastGemPortIds()).containsExactly(4069, 4000);
    assertThat(profile.isFit()).isTrue();
  }

  @Test
  void shapeDoesNotDependOnQueueAndSchedulerSettings() {
    XponProfile one = xpon(header(1), unicast(ALL), List.of(multicast(1), multicast(2)));
    XponProfile other =
        XponProfile.of(
            header(1),
            scheduler(Direction.DOWNSTREAM),
            scheduler(Direction.UPSTREAM),
            unicast("0b00000001"),
            List.of(multicast(2), multicast(1)));

    assertThat(one).isNotEqualTo(other);
    assertThat(one.sameShapeAs(other)).isTrue();
  }

  @Test
  void shapeDependsOnWhatInstancesUse() {
    XponProfile profile = xpon(header(1), unicast(ALL, ALL), List.of());
    InstanceControl shared = new InstanceControl("single-instance", "single-instance", "auto");
    ProfileHeader sharing = new ProfileHeader("", 1, "", 1, Optional.of(shared));

    assertThat(profile.sameShapeAs(BuiltInProfiles.of(Technology.EPON))).isFalse();
    assertThat(profile.sameShapeAs(xpon(header(2), unicast(ALL, ALL), List.of()))).isFalse();
    assertThat(profile.sameShapeAs(xpon(sharing, unicast(ALL), List.of()))).isFalse();
    assertThat(profile.sameShapeAs(xpon(header(1), unicast(ALL), List.of(multicast(1))))).isFalse();
    assertThat(profile.sameShapeAs(xpon(header(1), List.of(), List.of()))).isFalse();
  }

  @Test
  void profilesAreComparedByValue() {
    XponProfile one = xpon(header(1), unicast(ALL), unicast(ALL));
    XponProfile same = xpon(header(1), unicast(ALL), unicast(ALL));

    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(one).isNotEqualTo(xpon(header(1), unicast(ALL), List.of()));
    assertThat(one).isNotEqualTo(BuiltInProfiles.of(Technology.EPON));
  }
}
