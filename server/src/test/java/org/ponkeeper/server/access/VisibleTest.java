package org.ponkeeper.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.ChangeEvent;
import org.ponkeeper.api.v1.ListOltsResponse;
import org.ponkeeper.api.v1.ObjectChange;
import org.ponkeeper.api.v1.Olt;
import org.ponkeeper.api.v1.SearchHit;
import org.ponkeeper.api.v1.SearchResponse;
import org.ponkeeper.api.v1.ServerStatus;

/** What an adapter sees of answers about all OLTs. */
class VisibleTest {

  private static final Caller ADAPTER =
      new Caller("a", Role.ADAPTER, Set.of("XGS-PON/olt-1", "olt-3"));

  @Test
  void changesOfOtherOltsAreLeftOutAndTheBookmarkStays() {
    ChangeEvent event =
        ChangeEvent.newBuilder()
            .setBookmark("b")
            .addChanges(change("technologies/XGS-PON/olts/olt-1/pons/0/onus/1/unis/0/instances/64"))
            .addChanges(change("technologies/GPON/olts/olt-1/pons/0"))
            .addChanges(change("technologies/GPON/olts/olt-3"))
            .addChanges(change("technologies/XGS-PON/olts/olt-2"))
            .addChanges(change("technologies/XGS-PON/templates/64"))
            .addChanges(change("something else"))
            .addChanges(ObjectChange.getDefaultInstance())
            .build();

    ChangeEvent seen = (ChangeEvent) Visible.to(ADAPTER, event);

    assertThat(seen.getBookmark()).isEqualTo("b");
    assertThat(seen.getChangesList())
        .extracting(ObjectChange::getName)
        .containsExactly(
            "technologies/XGS-PON/olts/olt-1/pons/0/onus/1/unis/0/instances/64",
            "technologies/GPON/olts/olt-3",
            "technologies/XGS-PON/templates/64");
  }

  private static ObjectChange change(String name) {
    return ObjectChange.newBuilder().setName(name).build();
  }

  @Test
  void entriesWithTheOltInFieldsAreToldByThese() {
    ListOltsResponse olts =
        ListOltsResponse.newBuilder()
            .addOlts(Olt.newBuilder().setTechnology("XGS-PON").setOlt("olt-1"))
            .addOlts(Olt.newBuilder().setTechnology("XGS-PON").setOlt("olt-2"))
            .build();
    SearchResponse hits =
        SearchResponse.newBuilder()
            .addHits(SearchHit.newBuilder().setTechnology("GPON").setOlt("olt-1"))
            .addHits(SearchHit.newBuilder().setTechnology("GPON").setOlt("olt-3"))
            .addSkipped("olt-9")
            .build();

    assertThat(((ListOltsResponse) Visible.to(ADAPTER, olts)).getOltsList())
        .extracting(Olt::getOlt)
        .containsExactly("olt-1");
    SearchResponse seen = (SearchResponse) Visible.to(ADAPTER, hits);
    assertThat(seen.getHitsList()).extracting(SearchHit::getOlt).containsExactly("olt-3");
    assertThat(seen.getSkippedList()).isEmpty();
  }

  @Test
  void theStatusShowsOnlyItsOltsInMemory() {
    ServerStatus status =
        ServerStatus.newBuilder()
            .setVersion("1")
            .addOlts(loaded("technologies/XGS-PON/olts/olt-1"))
            .addOlts(loaded("technologies/XGS-PON/olts/olt-2"))
            .build();

    ServerStatus seen = (ServerStatus) Visible.to(ADAPTER, status);

    assertThat(seen.getVersion()).isEqualTo("1");
    assertThat(seen.getOltsList()).containsExactly(loaded("technologies/XGS-PON/olts/olt-1"));
  }

  private static ServerStatus.LoadedOlt loaded(String olt) {
    return ServerStatus.LoadedOlt.newBuilder().setOlt(olt).build();
  }
}
