package org.ponkeeper.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;

/** The registration inferred for an OLT that only the Go library has used. */
class RegistrationTest {

  private static Registration inferred(Set<Integer> ponsWithInstances, PoolId... pools) {
    Map<PoolId, Stored<ResourcePool>> found = new HashMap<>();
    for (PoolId id : pools) {
      found.put(id, Stored.of(ResourcePool.empty(0, new IdRange(1024, 2000 + id.index())), 1));
    }
    return Registration.inferred(found, ponsWithInstances, PoolKeyLayout.WITH_TECHNOLOGY);
  }

  private static PoolId alloc(int index) {
    return new PoolId(ALLOC_ID, index);
  }

  @Test
  void aPonWithAPoolOfItsOwnUsesIt() {
    Registration registration = inferred(Set.of(0, 1), alloc(0), alloc(1));

    assertThat(registration.bind(ALLOC_ID, 1))
        .isEqualTo(new PoolBinding.Bound(alloc(1), IdRanges.of(1024, 2001), false));
    assertThat(registration.pons()).containsExactly(0, 1);
  }

  @Test
  void theOnlyPoolIsSharedWhenAPonWithInstancesHasNoneOfItsOwn() {
    Registration registration = inferred(Set.of(0, 3), alloc(1));

    assertThat(registration.isShared(ALLOC_ID)).isTrue();
    assertThat(registration.bind(ALLOC_ID, 3))
        .isEqualTo(new PoolBinding.Bound(alloc(1), IdRanges.of(1024, 2001), true));
    assertThat(registration.ponsOf(alloc(1))).containsExactlyInAnyOrder(0, 3);
    assertThat(registration.pons()).as("the pool's index is no PON").containsExactly(0, 3);
  }

  @Test
  void theOnlyPoolIsAPonsOwnWhenEveryPonWithInstancesHasOne() {
    Registration registration = inferred(Set.of(1), alloc(1));

    assertThat(registration.isShared(ALLOC_ID)).isFalse();
  }

  @Test
  void severalPoolsAndAPonWithInstancesButNoneAreAmbiguous() {
    Registration registration = inferred(Set.of(0, 1, 2), alloc(0), alloc(1));

    assertThat(registration.bind(ALLOC_ID, 2)).isInstanceOf(PoolBinding.Ambiguous.class);
    assertThat(registration.bind(ALLOC_ID, 1)).isInstanceOf(PoolBinding.Bound.class);
    assertThat(registration.ambiguities()).containsOnlyKeys(ALLOC_ID);
  }

  @Test
  void withoutAPoolOfTheTypeTheRangeIsUnknown() {
    Registration registration = inferred(Set.of(0), alloc(0));

    assertThat(registration.bind(GEM_PORT_ID, 0)).isInstanceOf(PoolBinding.NoRange.class);
  }

  @Test
  void anOltWithoutAnyDataIsUnknown() {
    assertThat(inferred(Set.of()).isUnknown()).isTrue();
    assertThat(inferred(Set.of(), alloc(0)).isUnknown()).isFalse();
    assertThat(inferred(Set.of(4)).isUnknown()).isFalse();
  }
}
