package org.ponkeeper.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ponkeeper.profile.ProfileFixtures.header;
import static org.ponkeeper.profile.ProfileFixtures.multicast;
import static org.ponkeeper.profile.ProfileFixtures.path;
import static org.ponkeeper.profile.ProfileFixtures.unicast;
import static org.ponkeeper.profile.ProfileFixtures.xpon;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;

class TechProfileInstanceTest {

  private static final XponProfile TEMPLATE =
      xpon(
          header(2),
          unicast("0b00000110", "0b00000011"),
          List.of(
              multicast(4069),
              unicast("0b10000000").getFirst(),
              multicast(4070),
              unicast("0b11000000").getFirst()));

  @Test
  void theFirstGemPortWhoseMapHasThePbitCarriesIt() {
    TechProfileInstance instance = instance(1030, 1100, 1050);

    assertThat(instance.gemPortId(Direction.UPSTREAM, 0)).isEqualTo(1050);
    assertThat(instance.gemPortId(Direction.UPSTREAM, 1)).isEqualTo(1100);
    assertThat(instance.gemPortId(Direction.UPSTREAM, 2)).isEqualTo(1100);
    assertThat(instance.gemPortForPbit(Direction.UPSTREAM, 2)).contains(new GemPortId(1100));
  }

  @Test
  void pbitsOfMulticastGemPortsAloneAreNotCarried() {
    TechProfileInstance instance = instance(1030, 1100, 1050);

    assertThat(instance.gemPortId(Direction.DOWNSTREAM, 7)).isEqualTo(1100);
    assertThat(instance.gemPortId(Direction.DOWNSTREAM, 6)).isEqualTo(1050);
    assertThat(instance.gemPortId(Direction.DOWNSTREAM, 0)).isEqualTo(-1);
    assertThat(instance.gemPortForPbit(Direction.DOWNSTREAM, 0)).isEmpty();
  }

  @Test
  void invalidPbitsAndDirectionsHaveNoGemPort() {
    TechProfileInstance instance = instance(1030, 1100, 1050);

    assertThat(instance.gemPortId(Direction.UPSTREAM, -1)).isEqualTo(-1);
    assertThat(instance.gemPortId(Direction.UPSTREAM, 8)).isEqualTo(-1);
    assertThat(instance.gemPortId(Direction.BIDIRECTIONAL, 1)).isEqualTo(-1);
  }

  @Test
  void queuesCarryTheAssignedIdsAndMulticastOnesTheTemplates() {
    TechProfileInstance instance = instance(1030, 1100, 1050);

    assertThat(instance.trafficQueues(Direction.UPSTREAM))
        .extracting(TrafficQueue::gemPortId)
        .containsExactly(1100L, 1050L);
    assertThat(instance.trafficQueues(Direction.DOWNSTREAM))
        .extracting(queue -> queue.gemPortId() + " " + queue.pbitMap())
        .containsExactly("1100 0b10000000", "1050 0b11000000");
    assertThat(instance.multicastTrafficQueues())
        .extracting(TrafficQueue::gemPortId)
        .containsExactly(4069L, 4070L);
    assertThat(instance.multicastTrafficQueues())
        .extracting(TrafficQueue::direction)
        .containsOnly(Direction.DOWNSTREAM);
    assertThat(instance.trafficQueues(Direction.BIDIRECTIONAL)).isEmpty();
  }

  @Test
  void aTrafficSchedulerHasTheInstancesAllocIdAndTheCallersShaping() {
    TrafficShaping shaping = TrafficShaping.of(1, 2, 3, 4);

    TrafficScheduler scheduler =
        instance(1030, 1100, 1050).trafficScheduler(Direction.DOWNSTREAM, shaping).orElseThrow();

    assertThat(scheduler.allocId()).isEqualTo(new AllocId(1030));
    assertThat(scheduler.direction()).isEqualTo(Direction.DOWNSTREAM);
    assertThat(scheduler.shaping()).isEqualTo(shaping);
  }

  @Test
  void eponHasPbitsOnly() {
    TechProfileInstance instance =
        TechProfileInstance.of(
            path(Technology.EPON),
            BuiltInProfiles.of(Technology.EPON),
            TemplateSource.BUILT_IN,
            new AllocId(5121),
            new int[] {17});

    assertThat(instance.gemPortId(Direction.DOWNSTREAM, 5)).isEqualTo(17);
    assertThat(instance.scheduler(Direction.UPSTREAM)).isEmpty();
    assertThat(instance.trafficScheduler(Direction.UPSTREAM, TrafficShaping.of(1, 2, 3, 4)))
        .isEmpty();
    assertThat(instance.trafficQueues(Direction.UPSTREAM)).isEmpty();
    assertThat(instance.multicastTrafficQueues()).isEmpty();
  }

  @Test
  void instancesAreComparedByValue() {
    TechProfileInstance one = instance(1030, 1100, 1050);

    assertThat(one).isEqualTo(instance(1030, 1100, 1050));
    assertThat(one).hasSameHashCodeAs(instance(1030, 1100, 1050));
    assertThat(one).isNotEqualTo(instance(1031, 1100, 1050));
    assertThat(one).isNotEqualTo(instance(1030, 1050, 1100));
  }

  @Test
  void theIdsAreCopied() {
    int[] ids = {1100, 1050};
    TechProfileInstance instance =
        TechProfileInstance.of(
            path(Technology.GPON), TEMPLATE, TemplateSource.STORE, new AllocId(1030), ids);

    ids[0] = 1;

    assertThat(instance.gemPortIds()).containsExactly(new GemPortId(1100), new GemPortId(1050));
    assertThat(instance.gemPortCount()).isEqualTo(2);
    assertThat(instance.gemPortIdAt(0)).isEqualTo(1100);
  }

  @Test
  void idsThatDoNotFitTheTemplateAreRejected() {
    assertThatIllegalArgumentException().isThrownBy(() -> instance(1030, 1100));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(path(Technology.EPON), TEMPLATE, 1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(path(Technology.GPON), BuiltInProfiles.of(Technology.EPON), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(path(Technology.GPON), xpon(header(1), List.of(), List.of()), 1))
        .withMessageContaining("upstream_gem_port_attribute_list");
    assertThatIllegalArgumentException().isThrownBy(() -> instance(1030, 1100, 65536));
    assertThatIllegalArgumentException().isThrownBy(() -> instance(1030, -1, 1050));
  }

  @Test
  void aLookupAllocatesNothing() {
    TechProfileInstance instance = instance(1030, 1100, 1050);
    long sum = lookUp(instance, 1000);

    long before = allocatedBytes();
    sum += lookUp(instance, 1000);
    long allocated = allocatedBytes() - before;

    assertThat(sum).isPositive();
    assertThat(allocated).as("bytes for 1000 lookups").isLessThan(1000);
  }

  @Test
  void anInstanceOfFourGemPortsTakesAtMost200Bytes() {
    XponProfile template =
        xpon(header(4), unicast("0b00000001", "0b00000010", "0b00000100", "0b00001000"), List.of());
    PonId pon = path(Technology.GPON).uniPort().pon();
    TechProfileId id = new TechProfileId(64);
    int[] gemPortIds = {1100, 1101, 1102, 1103};
    List<TechProfileInstance> kept = new ArrayList<>(2000);
    make(kept, template, id, pon, gemPortIds);

    long before = allocatedBytes();
    make(kept, template, id, pon, gemPortIds);
    long each = (allocatedBytes() - before) / 1000;

    // All that was allocated, also what is garbage by now, is more than what stays.
    assertThat(each).as("bytes for an instance").isBetween(1L, 200L);
    assertThat(kept).hasSize(2000);
  }

  private static void make(
      List<TechProfileInstance> kept,
      XponProfile template,
      TechProfileId id,
      PonId pon,
      int[] gemPortIds) {
    for (int i = 0; i < 1000; i++) {
      UniPort uni = new UniPort(new OnuId(pon, i), 0);
      kept.add(
          TechProfileInstance.of(
              new InstancePath(Technology.GPON, id, uni),
              template,
              TemplateSource.STORE,
              new AllocId(1030),
              gemPortIds));
    }
  }

  private static long lookUp(TechProfileInstance instance, int times) {
    long sum = 0;
    for (int i = 0; i < times; i++) {
      sum += instance.gemPortId(Direction.UPSTREAM, i & 7);
      sum += instance.gemPortId(Direction.DOWNSTREAM, i & 7);
    }
    return sum;
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static TechProfileInstance instance(int allocId, int... gemPortIds) {
    return TechProfileInstance.of(
        path(Technology.XGS_PON), TEMPLATE, TemplateSource.STORE, new AllocId(allocId), gemPortIds);
  }

  private static TechProfileInstance of(InstancePath path, TechProfile template, int... ids) {
    return TechProfileInstance.of(path, template, TemplateSource.STORE, new AllocId(1030), ids);
  }
}
