package org.ponkeeper.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;
import static org.ponkeeper.state.Fixture.takenAfter;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.decide.Decision;
import org.ponkeeper.decide.RepairPool;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.PoolRepair;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/** Each kind of finding, and what is repaired. */
class AuditorTest {

  private static final PoolId GEM_PORTS = new PoolId(GEM_PORT_ID, 0);

  private static Fixture sound() {
    return new Fixture()
        .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
        .held(path(SHARING, 0, 2, 0), 1025, 1028)
        .held(path(SHARING, 0, 2, 1), 1025, 1029)
        .claim(0, GEM_PORT_ID, "mgmt", 1030)
        .claim(0, ONU_ID, "serial", 1)
        .reserved(present(Set.of(1031)))
        .pool(ONU_ID, 0, 1, 32, 1, 2)
        .pool(ALLOC_ID, 0, 1024, 1031, 1024, 1025)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031);
  }

  private static List<FindingKind> kinds(Fixture fixture) {
    return Auditor.audit(fixture.state()).stream().map(Finding::kind).toList();
  }

  @Test
  void soundDataHaveNoFindings() {
    assertThat(Auditor.audit(sound().state())).isEmpty();
  }

  @Test
  void anIdWithTwoOwnersIsNamedWithBoth() {
    Fixture fixture = sound().held(path(T4, 0, 3, 0), 1025, 1027, 1040, 1041, 1042);

    assertThat(Auditor.audit(fixture.state()))
        .extracting(Finding::kind, Finding::ids)
        .contains(
            tuple(FindingKind.ID_OWNED_TWICE, IdSet.of(1025)),
            tuple(FindingKind.ID_OWNED_TWICE, IdSet.of(1027)),
            tuple(FindingKind.OWNED_NOT_TAKEN, IdSet.of(1040, 1041, 1042)));
  }

  @Test
  void ofManyOwnersTheFirstAreNamed() {
    Fixture fixture = sound();
    for (int n = 0; n < 20; n++) {
      fixture = fixture.claim(0, GEM_PORT_ID, "other-" + n, 1024);
    }

    assertThat(Auditor.audit(fixture.state()))
        .singleElement()
        .extracting(Finding::detail, STRING)
        .startsWith("id 1024 has 21 owners: instance XGS-PON/64/")
        .endsWith(" and 13 more")
        .hasSizeLessThan(1_000);
  }

  /** The Go library allocates every id that is free in the bitmap, even beyond the range. */
  @Test
  void anOwnedIdThatIsFreePastTheEndOfTheRangeIsFoundAndTaken() {
    ResourcePool pool =
        ResourcePool.empty(0, new IdRange(1024, 1031))
            .take(List.of(1024, 1025, 1026, 1027, 1028, 1029, 1030), id -> false)
            .padTo(2, id -> false);
    OltState state =
        sound()
            .pool(GEM_PORT_ID, 0, present(pool))
            .held(path(T4, 0, 3, 0), 1026, 1031, 1032, 1039, 1040)
            .state();

    assertThat(Auditor.audit(state))
        .extracting(Finding::kind, Finding::ids)
        .as("1040 is beyond the bitmap too, where nobody finds it free")
        .contains(tuple(FindingKind.OWNED_NOT_TAKEN, IdSet.of(1031, 1032, 1039)));
    Decision<PoolRepair> repair = new RepairPool(GEM_PORTS, Set.of(0), IdSet.of(), 0).decide(state);
    assertThat(takenAfter(repair, GEM_PORT_ID, 0).orElseThrow())
        .containsExactly(1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031, 1032, 1039);
  }

  @Test
  void anInstanceThatNamesAnIdTwiceIsAFault() {
    Fixture fixture =
        sound()
            .held(path(T4, 1, 1, 0), 1024, 1024, 1025, 1024, 1025)
            .pool(ALLOC_ID, 1, 1024, 1031, 1024)
            .pool(GEM_PORT_ID, 1, 1024, 1055, 1024, 1025);

    assertThat(Auditor.audit(fixture.state()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(FindingKind.REPEATED_ID);
          assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
          assertThat(finding.ids()).isEqualTo(IdSet.of(1024, 1025));
        });
  }

  @Test
  void anOnuWithAnIdOutsideThePonsRangeIsReported() {
    Fixture fixture =
        sound()
            .held(path(SHARING, 1, 33, 0), 1024, 1024)
            .garbled(path(SHARING, 1, 34, 0))
            .pool(ALLOC_ID, 1, 1024, 1031, 1024)
            .pool(GEM_PORT_ID, 1, 1024, 1055, 1024);

    assertThat(Auditor.audit(fixture.state()))
        .filteredOn(finding -> finding.kind() == FindingKind.ONU_OUTSIDE_RANGE)
        .extracting(Finding::subject, Finding::ids)
        .containsExactly(tuple("PON 1", IdSet.of(33, 34)));
  }

  @Test
  void anIdThatAnInstanceAndAClaimOwnHasTwoOwners() {
    assertThat(kinds(sound().claim(0, GEM_PORT_ID, "other", 1024)))
        .containsExactly(FindingKind.ID_OWNED_TWICE);
  }

  @Test
  void takenIdsWithoutOwnerAreFoundOnlyWhereAllOwnersAreKnown() {
    assertThat(kinds(sound().pool(ALLOC_ID, 0, 1024, 1031, 1024, 1025, 1030)))
        .containsExactly(FindingKind.TAKEN_BY_NOBODY);
    assertThat(kinds(sound().pool(ONU_ID, 0, 1, 32, 1, 2, 3, 4))).isEmpty();
  }

  @Test
  void noIdIsCalledUnownedIfAnOwnerIsUnreadable() {
    Fixture fixture =
        sound().garbled(path(T4, 0, 9, 0)).pool(ALLOC_ID, 0, 1024, 1031, 1024, 1025, 1030);

    assertThat(kinds(fixture)).containsExactly(FindingKind.UNREADABLE_INSTANCE);
  }

  @Test
  void idsOutsideTheRangeAndMissingTemplatesAreFound() {
    Fixture fixture =
        sound()
            .template(70, Stored.absent())
            .held(path(70, 0, 3, 0), 1040, 1032)
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031, 1032);

    assertThat(kinds(fixture))
        .containsExactly(FindingKind.MISSING_TEMPLATE, FindingKind.OUTSIDE_RANGE);
  }

  @Test
  void aMissingTemplateIsAnErrorWhereTheDefaultDoesNotFit() {
    for (int gemPorts : new int[] {1, 2}) {
      int[] ids = gemPorts == 1 ? new int[] {1032} : new int[] {1032, 1033};
      Fixture fixture = sound().template(70, Stored.absent()).held(path(70, 0, 3, 0), 1026, ids);

      assertThat(Auditor.audit(fixture.state()))
          .filteredOn(finding -> finding.kind() == FindingKind.MISSING_TEMPLATE)
          .extracting(Finding::severity)
          .containsExactly(gemPorts == 1 ? Finding.Severity.WARNING : Finding.Severity.ERROR);
    }
  }

  @Test
  void aMissingPoolWithOwnersIsFound() {
    Fixture fixture = new Fixture().held(path(T4, 1, 1, 0), 1024, 1024, 1025, 1026, 1027);

    assertThat(kinds(fixture))
        .containsExactly(FindingKind.OWNED_NOT_TAKEN, FindingKind.OWNED_NOT_TAKEN);
  }

  @Test
  void repairTakesOwnedIdsAndFreesUnownedIds() {
    OltState state =
        sound()
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1028, 1029, 1030, 1031, 1050)
            .state();
    long version = state.versionOf(new ReadKey.OfPool(GEM_PORTS));

    Decision<PoolRepair> decision =
        new RepairPool(GEM_PORTS, Set.of(0), IdSet.of(1050, 1024), version).decide(state);

    assertThat(takenAfter(decision, GEM_PORT_ID, 0))
        .contains(List.of(1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031));
    assertThat(((Decision.Commit<PoolRepair>) decision).answer())
        .isEqualTo(new PoolRepair(GEM_PORTS, IdSet.of(1027), IdSet.of(1050)));
  }

  @Test
  void repairFreesNothingWhenThePoolChangedOrTheOltHasNoRecord() {
    Fixture fixture =
        sound()
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031, 1050);
    long version = fixture.state().versionOf(new ReadKey.OfPool(GEM_PORTS));

    assertThat(
            new RepairPool(GEM_PORTS, Set.of(0), IdSet.of(1050), version - 1)
                .decide(fixture.state()))
        .isInstanceOf(Decision.NoChange.class);
    assertThat(
            new RepairPool(GEM_PORTS, Set.of(0), IdSet.of(1050), version).decide(fixture.state()))
        .isInstanceOf(Decision.Commit.class);
    fixture.record(Stored.absent());
    assertThat(
            new RepairPool(GEM_PORTS, Set.of(0), IdSet.of(1050), version).decide(fixture.state()))
        .isInstanceOf(Decision.NoChange.class);
  }
}
