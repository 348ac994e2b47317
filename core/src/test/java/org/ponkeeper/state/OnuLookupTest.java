package org.ponkeeper.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;
import static org.ponkeeper.state.Fixture.OLT;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.claimKey;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;

/** Which ONUs are found, and what is known of each. */
class OnuLookupTest {

  private static List<Integer> numbers(Fixture fixture, int pon) {
    OnuLookup lookup = new OnuLookup(fixture.state());
    List<Integer> numbers =
        lookup.onPon(pon).stream().map(contents -> contents.onu().number()).toList();
    assertThat(lookup.count(pon)).isEqualTo(numbers.size());
    return numbers;
  }

  private static OnuContents find(Fixture fixture, int onu) {
    return new OnuLookup(fixture.state()).find(new OnuId(new PonId(OLT, 0), onu));
  }

  private static OltRecord record(Map<ResourceType, Integer> shared, IdRanges onuIds) {
    return new OltRecord(
        new TreeSet<>(List.of(0, 1)),
        Map.of(ONU_ID, onuIds),
        shared,
        PoolKeyLayout.WITH_TECHNOLOGY,
        false,
        OltRecord.State.LIVE);
  }

  @Test
  void anOnuIsFoundByAnInstanceAnOwnerOrItsTakenId() {
    Fixture fixture =
        new Fixture()
            .held(path(SHARING, 0, 5, 0), 1024, 1030)
            .garbled(path(SHARING, 0, 6, 0))
            .held(path(SHARING, 1, 7, 0), 1024, 1030)
            .claim(0, ONU_ID, "serial", 3)
            .claim(0, GEM_PORT_ID, "other", 1050)
            .garbledClaim(0, ONU_ID, "unreadable")
            .pool(ONU_ID, 0, 1, 32, 9);

    assertThat(numbers(fixture, 0)).containsExactly(3, 5, 6, 9);
    assertThat(numbers(fixture, 1)).containsExactly(7);
  }

  @Test
  void anOnuHasItsInstancesAndTheClaimsOfItsOwner() {
    Fixture fixture =
        new Fixture()
            .held(path(SHARING, 0, 5, 1), 1024, 1030)
            .held(path(SHARING, 0, 5, 0), 1025, 1031)
            .garbled(path(SHARING, 0, 5, 2))
            .held(path(SHARING, 0, 6, 0), 1026, 1032)
            .claim(0, ONU_ID, "serial", 5)
            .claim(0, GEM_PORT_ID, "serial", 1050, 1051)
            .claim(0, GEM_PORT_ID, "other", 1052)
            .claim(1, GEM_PORT_ID, "serial", 1053);

    OnuContents onu = find(fixture, 5);

    assertThat(onu.owner()).contains(new OwnerName("serial"));
    assertThat(onu.idTaken()).isTrue();
    assertThat(onu.instances())
        .extracting(Instance::path)
        .containsExactly(path(SHARING, 0, 5, 0), path(SHARING, 0, 5, 1));
    assertThat(onu.unreadable()).containsExactly(path(SHARING, 0, 5, 2));
    assertThat(onu.uniPorts()).extracting(UniPort::number).containsExactly(0, 1, 2);
    assertThat(onu.claims())
        .isEqualTo(
            Map.of(
                claimKey(0, ONU_ID, "serial"), IdSet.of(5),
                claimKey(0, GEM_PORT_ID, "serial"), IdSet.of(1050, 1051)));
    assertThat(new OnuLookup(fixture.state()).onPon(0)).contains(onu);
  }

  @Test
  void eachChangeOfWhatAnOnuHasGivesItAnotherEtag() {
    OltState state =
        new Fixture()
            .held(path(SHARING, 0, 5, 1), 1024, 1030)
            .held(path(SHARING, 0, 6, 1), 1025, 1031)
            .claim(0, ONU_ID, "serial", 5)
            .claim(0, GEM_PORT_ID, "serial", 1050, 1051)
            .pool(ONU_ID, 0, 1, 32, 5, 9)
            .state();
    OnuId five = new OnuId(new PonId(OLT, 0), 5);
    OnuId nine = new OnuId(new PonId(OLT, 0), 9);

    List<Change> changes =
        List.of(
            new Change.DropInstance(path(SHARING, 0, 5, 1)),
            new Change.PutClaim(claimKey(0, ONU_ID, "serial"), Set.of(5)),
            new Change.DropClaim(claimKey(0, GEM_PORT_ID, "serial")));
    for (Change change : changes) {
      OltState after = state.apply(List.of(change), 500);
      assertThat(new Etags(after).of(five)).isPresent().isNotEqualTo(new Etags(state).of(five));
      assertThat(new Etags(after).of(nine)).isPresent().isEqualTo(new Etags(state).of(nine));
    }
    Change ofAnother = new Change.DropInstance(path(SHARING, 0, 6, 1));
    assertThat(new Etags(state.apply(List.of(ofAnother), 500)).of(five))
        .isEqualTo(new Etags(state).of(five));
    assertThat(new Etags(state).of(new OnuId(new PonId(OLT, 0), 8))).isEmpty();
    assertThat(new Etags(state.apply(List.of(changes.get(1)), Stored.PENDING)).of(five)).isEmpty();
  }

  @Test
  void nothingIsKnownOfAnOnuThatIsNotThere() {
    OnuContents onu = find(new Fixture().pool(ONU_ID, 0, 1, 32, 9), 8);

    assertThat(onu.isEmpty()).isTrue();
    assertThat(onu.claims()).isEmpty();
    assertThat(onu.uniPorts()).isEmpty();
    assertThat(find(new Fixture().pool(ONU_ID, 0, 1, 32, 9), 9).isEmpty()).isFalse();
  }

  @Test
  void aTakenIdInAPoolOfSeveralPonsIsNotAnOnuOfEachOfThem() {
    Fixture shared =
        new Fixture()
            .record(present(record(Map.of(ONU_ID, 0), IdRanges.of(1, 32))))
            .pool(ONU_ID, 0, 1, 32, 9);

    assertThat(numbers(shared, 0)).isEmpty();
    assertThat(numbers(shared, 1)).isEmpty();
  }

  @Test
  void anIdThatTheRangesLeaveOutIsNotAnOnu() {
    Fixture gap =
        new Fixture()
            .record(present(record(Map.of(), IdRanges.parse("1-8,12-32"))))
            .pool(ONU_ID, 0, 1, 32, 8, 9, 10, 11);

    assertThat(numbers(gap, 0)).containsExactly(8);
  }
}
