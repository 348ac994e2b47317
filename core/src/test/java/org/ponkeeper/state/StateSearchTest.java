package org.ponkeeper.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.FLOW_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pon.OwnerName;

/** What a search finds where PONs differ. */
class StateSearchTest {

  private static List<Integer> pons(OltState state, SearchQuery query) {
    return new StateSearch(state, OptionalInt.empty())
        .run(query).hits().stream().map(hit -> hit.pon().number()).toList();
  }

  @Test
  void ownersWhoseNamesHaveTheSameHashAreTwoOwners() {
    assertThat("Aa").hasSameHashCodeAs("BB");
    OltState state = new Fixture().claim(0, ONU_ID, "Aa", 1).claim(1, ONU_ID, "BB", 1).state();

    assertThat(pons(state, new SearchQuery.ByOwner(new OwnerName("Aa")))).containsExactly(0);
    assertThat(pons(state, new SearchQuery.ByOwner(new OwnerName("BB")))).containsExactly(1);
    assertThat(pons(state, new SearchQuery.ByOwner(new OwnerName("C")))).isEmpty();
  }

  @Test
  void aTakenIdIsFoundInEachPoolWhateverItsRange() {
    OltState state =
        new Fixture()
            .pool(FLOW_ID, 0, 3, 700_100, 3, 4, 5, 64, 700_003)
            .pool(FLOW_ID, 1, 700_000, 700_100, 700_003)
            .state();

    for (int id : new int[] {2, 6, 63, 65, 699_999, 700_002, 700_004, 1_000_000, 2_000_000}) {
      assertThat(pons(state, new SearchQuery.ById(Set.of(FLOW_ID), id))).as("%s", id).isEmpty();
    }
    for (int id : new int[] {3, 4, 5, 64}) {
      assertThat(pons(state, new SearchQuery.ById(Set.of(FLOW_ID), id)))
          .as("%s", id)
          .containsExactly(0);
    }
    assertThat(pons(state, new SearchQuery.ById(Set.of(FLOW_ID), 700_003))).containsExactly(0, 1);
  }
}
