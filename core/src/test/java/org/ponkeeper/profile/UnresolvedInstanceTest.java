package org.ponkeeper.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;

class UnresolvedInstanceTest {

  private final Instance instance =
      new UnresolvedInstance(
          new InstancePath(Technology.XGS_PON, new TechProfileId(70), UniPort.of("olt-1", 0, 1, 0)),
          new AllocId(1024),
          List.of(new GemPortId(1030), new GemPortId(1031)),
          "no template is stored, and the built-in default has 1 GEM port");

  @Test
  void itsIdsAreKnown() {
    assertThat(instance.isResolved()).isFalse();
    assertThat(instance.allocId()).isEqualTo(new AllocId(1024));
    assertThat(instance.gemPortIds()).containsExactly(new GemPortId(1030), new GemPortId(1031));
    assertThat(instance.gemPortIdAt(1)).isEqualTo(1031);
  }

  @Test
  void methodsThatNeedATemplateThrowWithTheReason() {
    List<ThrowingCallable> questions =
        List.of(
            instance::template,
            instance::source,
            () -> instance.gemPortId(Direction.UPSTREAM, 3),
            () -> instance.gemPortForPbit(Direction.UPSTREAM, 3),
            () -> instance.scheduler(Direction.DOWNSTREAM),
            () -> instance.trafficScheduler(Direction.DOWNSTREAM, TrafficShaping.of(0, 0, 0, 0)),
            () -> instance.trafficQueues(Direction.DOWNSTREAM),
            instance::multicastTrafficQueues);

    assertThat(questions)
        .allSatisfy(question ->
            assertThatExceptionOfType(CorruptDataException.class)
                .isThrownBy(question)
                .satisfies(error -> {
                  assertThat(error.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
                  assertThat(error.facts().toString()).contains("XGS-PON/70", "no template");
                }));
  }
}
