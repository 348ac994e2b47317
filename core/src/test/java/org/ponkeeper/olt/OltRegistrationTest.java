package org.ponkeeper.olt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;

class OltRegistrationTest {

  @Test
  void bothEndsAreIncluded() {
    OltRegistration registration =
        OltRegistration.builder()
            .pons(0, 3)
            .onuIds(1, 32)
            .allocIds(1024, 1152)
            .gemPortIds(1024, 2048)
            .flowIds(1, 16383)
            .build();

    assertThat(registration.pons().orElseThrow()).containsExactly(0, 1, 2, 3);
    for (int pon = 0; pon <= 3; pon++) {
      assertThat(registration.ranges().of(ResourceType.ONU_ID, pon)).contains(IdRanges.of(1, 32));
      assertThat(registration.ranges().of(ResourceType.ALLOC_ID, pon))
          .contains(IdRanges.of(1024, 1152));
      assertThat(registration.ranges().of(ResourceType.GEM_PORT_ID, pon))
          .contains(IdRanges.of(1024, 2048));
      assertThat(registration.ranges().of(ResourceType.FLOW_ID, pon))
          .contains(IdRanges.of(1, 16383));
    }
  }

  @Test
  void adoptExistingHasNoValues() {
    OltRegistration adopted = OltRegistration.adoptExisting();

    assertThat(adopted).isEqualTo(OltRegistration.builder().build());
    assertThat(adopted.pons()).isEmpty();
    assertThat(adopted.ranges().isEmpty()).isTrue();
    assertThat(adopted.sharedPools()).isEmpty();
    assertThat(adopted.fullPools()).isFalse();
    assertThat(adopted.adapterState()).isEmpty();
  }

  @Test
  void aBuilderOfARegistrationChangesOnlyWhatItIsTold() {
    OltRegistration before =
        OltRegistration.builder()
            .pons(0, 1)
            .idsOfPons(1, 1, ResourceType.ALLOC_ID, 256, 300)
            .sharedPool(ResourceType.GEM_PORT_ID, 2)
            .fullPools()
            .withAdapterState()
            .build();

    OltRegistration after = before.toBuilder().onuIds(1, 64).withoutAdapterState().build();

    assertThat(before.toBuilder().build()).isEqualTo(before);
    assertThat(after.ranges().of(ResourceType.ALLOC_ID, 0)).isEmpty();
    assertThat(after.ranges().of(ResourceType.ALLOC_ID, 1)).contains(IdRanges.of(256, 300));
    assertThat(after.ranges().of(ResourceType.ONU_ID, 0)).contains(IdRanges.of(1, 64));
    assertThat(after.sharedPools()).containsEntry(ResourceType.GEM_PORT_ID, 2);
    assertThat(after.fullPools()).isTrue();
    assertThat(after.adapterState()).isEqualTo(Optional.of(false));
    assertThat(before.adapterState()).isEqualTo(Optional.of(true));
  }
}
