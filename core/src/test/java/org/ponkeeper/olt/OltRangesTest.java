package org.ponkeeper.olt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.FLOW_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pool.IdRanges;

class OltRangesTest {

  private static final IdRanges A = IdRanges.of(1024, 1152);
  private static final IdRanges B = IdRanges.of(2048, 2176);
  private static final IdRanges C = IdRanges.of(3072, 3200);

  private static SortedSet<Integer> pons(Integer... numbers) {
    return new TreeSet<>(List.of(numbers));
  }

  private static final OltRanges TWO_OF_B =
      OltRanges.NONE.with(ALLOC_ID, A).with(Set.of(2, 3), ALLOC_ID, B);

  @Test
  void aPonHasItsOwnRangeOrThatOfAll() {
    assertThat(TWO_OF_B.of(ALLOC_ID, 0)).contains(A);
    assertThat(TWO_OF_B.of(ALLOC_ID, 3)).contains(B);
    assertThat(TWO_OF_B.of(GEM_PORT_ID, 3)).isEmpty();
    assertThat(TWO_OF_B.differByPon()).isTrue();
    assertThat(TWO_OF_B.differByPon(GEM_PORT_ID)).isFalse();
  }

  @Test
  void aRangeForAllReplacesRangesOfSinglePons() {
    OltRanges both = TWO_OF_B.with(Set.of(3), GEM_PORT_ID, C);

    assertThat(both.with(ALLOC_ID, C).of(ALLOC_ID, 3)).contains(C);
    assertThat(both.with(ALLOC_ID, C).of(GEM_PORT_ID, 3)).contains(C);
    assertThat(both.overlaidBy(OltRanges.NONE.with(ALLOC_ID, C)).differByPon(ALLOC_ID)).isFalse();
    assertThat(both.overlaidBy(OltRanges.NONE.with(Set.of(0), ALLOC_ID, C)))
        .isEqualTo(both.with(Set.of(0), ALLOC_ID, C));
    assertThat(OltRanges.NONE.with(Set.of(1), ALLOC_ID, B).orElse(OltRanges.NONE.with(ALLOC_ID, A)))
        .isEqualTo(OltRanges.NONE.with(ALLOC_ID, A).with(Set.of(1), ALLOC_ID, B));
  }

  @Test
  void commonRangesBecomeRangesForAll() {
    // all the same
    assertThat(OltRanges.NONE.with(Set.of(0, 1), ALLOC_ID, B).on(pons(0, 1)))
        .isEqualTo(OltRanges.NONE.with(ALLOC_ID, B));
    assertThat(TWO_OF_B.on(pons(2, 3))).isEqualTo(OltRanges.NONE.with(ALLOC_ID, B));
    // what is said for all stays, as long as a PON has it
    assertThat(TWO_OF_B.on(pons(0, 2, 3))).isEqualTo(TWO_OF_B);
    // else what most have, of as many that of the lowest PON
    OltRanges own = OltRanges.NONE.with(Set.of(0), ALLOC_ID, A).with(Set.of(1, 2), ALLOC_ID, B);
    assertThat(own.on(pons(0, 1, 2)))
        .isEqualTo(OltRanges.NONE.with(ALLOC_ID, B).with(Set.of(0), ALLOC_ID, A));
    assertThat(own.on(pons(0, 1)))
        .isEqualTo(OltRanges.NONE.with(ALLOC_ID, A).with(Set.of(1), ALLOC_ID, B));
    // a PON without a range does not get that of others
    OltRanges some = OltRanges.NONE.with(Set.of(0), FLOW_ID, A);
    assertThat(some.on(pons(0, 1))).isEqualTo(some);
    // PONs that the OLT does not have are left out
    assertThat(TWO_OF_B.on(pons(0, 3)).byPon()).containsOnlyKeys(3);
  }

  @Test
  void ponsWithTheSameRangesGoTogether() {
    OltRanges ranges = TWO_OF_B.with(Set.of(3), GEM_PORT_ID, C).with(Set.of(7), ALLOC_ID, B);

    assertThat(ranges.groups())
        .containsExactly(
            new OltRanges.Group(pons(2, 7), Map.of(ALLOC_ID, B)),
            new OltRanges.Group(pons(3), Map.of(ALLOC_ID, B, GEM_PORT_ID, C)));
    assertThat(ranges.own(ALLOC_ID)).isEqualTo(Map.of(B, pons(2, 3, 7)));
  }
}
