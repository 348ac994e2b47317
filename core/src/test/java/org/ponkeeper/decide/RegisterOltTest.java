package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.FLOW_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;
import static org.ponkeeper.state.Fixture.unreadable;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;

class RegisterOltTest {

  private static final OltRegistration COMPLETE =
      OltRegistration.builder()
          .pons(0, 1)
          .onuIds(1, 32)
          .allocIds(1024, 1031)
          .gemPortIds(1024, 1055)
          .build();

  private static Decision<RegistrationResult> register(Fixture fixture, OltRegistration wanted) {
    return new RegisterOlt(wanted).decide(fixture.state());
  }

  private static Fixture nothing() {
    return new Fixture().record(Stored.absent());
  }

  private static Fixture leftByGo() {
    return nothing()
        .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
        .pool(ONU_ID, 0, 1, 127)
        .pool(ALLOC_ID, 0, 1024, 16383, 1024)
        .pool(GEM_PORT_ID, 0, 1024, 65535, 1024, 1025, 1026, 1027)
        .pool(FLOW_ID, 0, 1, 16383);
  }

  private static OltRecord written(Decision<RegistrationResult> decision) {
    assertThat(decision).isInstanceOf(Decision.Commit.class);
    Decision.Commit<RegistrationResult> commit = (Decision.Commit<RegistrationResult>) decision;
    assertThat(commit.changes()).containsExactly(new Change.PutRecord(commit.answer().record()));
    return commit.answer().record();
  }

  private static PonkeeperException refused(Decision<RegistrationResult> decision) {
    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    return ((Decision.Refusal<RegistrationResult>) decision).error();
  }

  @Test
  void writesTheRecordOfANewOlt() {
    OltRecord record = written(register(nothing(), COMPLETE));

    assertThat(record.pons()).containsExactly(0, 1);
    assertThat(record.ranges().ofAll()).containsEntry(ALLOC_ID, IdRanges.of(1024, 1031));
    assertThat(record.ranges().ofAll()).doesNotContainKey(FLOW_ID);
    assertThat(record.state()).isEqualTo(OltRecord.State.LIVE);
  }

  @Test
  void registeringTheSameAgainChangesNothing() {
    assertThat(register(new Fixture(), COMPLETE)).isInstanceOf(Decision.NoChange.class);
    assertThat(register(new Fixture(), OltRegistration.adoptExisting()))
        .isInstanceOf(Decision.NoChange.class);
  }

  @Test
  void isRefusedWithTheDifferencesFromTheRecord() {
    PonkeeperException error =
        refused(
            register(new Fixture(), COMPLETE.toBuilder().allocIds(1024, 1100).pons(0, 2).build()));

    assertThat(error.code()).isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(error.facts())
        .containsEntry(
            "differences",
            "pons: registered 0-1, requested 0-2; alloc ids: registered 1024-1031, requested "
                + "1024-1100");
  }

  @Test
  void adoptsDataOfTheGoLibrary() {
    OltRecord record = written(register(leftByGo(), OltRegistration.adoptExisting()));

    assertThat(record.pons()).containsExactly(0);
    assertThat(record.ranges().ofAll())
        .isEqualTo(
            Map.of(
                ONU_ID, IdRanges.of(1, 127),
                ALLOC_ID, IdRanges.of(1024, 16383),
                GEM_PORT_ID, IdRanges.of(1024, 65535),
                FLOW_ID, IdRanges.of(1, 16383)));
  }

  @Test
  void refusesRangesOrPonsThatContradictDataOfTheGoLibrary() {
    assertThat(
            refused(register(leftByGo(), OltRegistration.builder().gemPortIds(1024, 2048).build()))
                .code())
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(refused(register(leftByGo(), OltRegistration.builder().pons(4, 5).build())).code())
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(written(register(leftByGo(), OltRegistration.builder().pons(0, 5).build())).pons())
        .hasSize(6);
  }

  @Test
  void recordsASharedPoolThatInstancesShowOrOptionsName() {
    Fixture told =
        nothing()
            .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
            .pool(ONU_ID, 0, 1, 127)
            .pool(ALLOC_ID, 1, 1024, 16383, 1024)
            .pool(GEM_PORT_ID, 0, 1024, 65535, 1024, 1025, 1026, 1027);

    assertThat(written(register(told, OltRegistration.adoptExisting())).sharedPools())
        .isEqualTo(Map.of(ALLOC_ID, 1));
    OltRegistration said = COMPLETE.toBuilder().sharedPool(GEM_PORT_ID, 3).build();
    assertThat(written(register(nothing(), said)).sharedPools()).isEqualTo(Map.of(GEM_PORT_ID, 3));
  }

  @Test
  void isRefusedIfPonsOrRangesCannotBeDerived() {
    assertThat(refused(register(nothing(), OltRegistration.adoptExisting())).code())
        .isEqualTo(ErrorCode.RANGES_MISSING);
    OltRegistration noPons =
        new OltRegistration(Optional.empty(), COMPLETE.ranges(), Map.of(), false, Optional.empty());
    assertThat(refused(register(nothing(), noPons)).code()).isEqualTo(ErrorCode.RANGES_MISSING);
  }

  @Test
  void refusesARangeThatStartsOutsideTheLegalSpaceAndWarnsOfOneThatEndsThere() {
    assertThat(refused(register(nothing(), COMPLETE.toBuilder().allocIds(1, 2000).build())).code())
        .isEqualTo(ErrorCode.RANGE_INVALID);
    Decision<RegistrationResult> decision =
        register(nothing(), COMPLETE.toBuilder().gemPortIds(1024, 65535).build());
    assertThat(((Decision.Commit<RegistrationResult>) decision).answer().warnings()).hasSize(1);
  }

  @Test
  void neverOverwritesARecordThatCannotBeRead() {
    assertThat(refused(register(new Fixture().record(unreadable("x")), COMPLETE)))
        .extracting(PonkeeperException::code)
        .isEqualTo(ErrorCode.CORRUPT_DATA);
  }

  // ---- ranges by PON

  /** PONs 0 and 1 have other pools than PONs 2 and 3. */
  private static Fixture differentByPon() {
    Fixture fixture =
        nothing()
            .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
            .held(path(T4, 2, 1, 0), 2048, 3072, 3073, 3074, 3075);
    for (int pon = 0; pon < 4; pon++) {
      boolean second = pon > 1;
      fixture
          .pon(pon)
          .pool(ONU_ID, pon, 1, second ? 64 : 32)
          .pool(ALLOC_ID, pon, second ? 2048 : 1024, second ? 2176 : 1152)
          .pool(GEM_PORT_ID, pon, second ? 3072 : 1024, second ? 4095 : 2047);
    }
    return fixture;
  }

  private static final OltRanges OF_TWO_CARDS =
      OltRanges.same(
              Map.of(
                  ONU_ID, IdRanges.of(1, 32),
                  ALLOC_ID, IdRanges.of(1024, 1152),
                  GEM_PORT_ID, IdRanges.of(1024, 2047)))
          .with(Set.of(2, 3), ONU_ID, IdRanges.of(1, 64))
          .with(Set.of(2, 3), ALLOC_ID, IdRanges.of(2048, 2176))
          .with(Set.of(2, 3), GEM_PORT_ID, IdRanges.of(3072, 4095));

  @Test
  void everyPonKeepsTheRangesOfItsPools() {
    assertThat(written(register(differentByPon(), OltRegistration.adoptExisting())).ranges())
        .isEqualTo(OF_TWO_CARDS);
    // and what is found may be said
    assertThat(
            written(
                    register(
                        differentByPon(),
                        OltRegistration.builder()
                            .allocIds(1024, 1152)
                            .idsOfPons(2, 3, ALLOC_ID, 2048, 2176)
                            .build()))
                .ranges())
        .isEqualTo(OF_TWO_CARDS);
  }

  @Test
  void oneRangeForAllIsRefusedWherePoolsHaveOthers() {
    PonkeeperException error =
        refused(register(differentByPon(), OltRegistration.builder().allocIds(1024, 1152).build()));

    assertThat(error.code()).isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(error.facts())
        .containsEntry(
            "differences", "alloc ids of PONs 2-3: registered 2048-2176, requested 1024-1152");
  }

  @Test
  void aPonWithoutAPoolNeedsARangeIfTheOthersDiffer() {
    // PON 4 has a pool of one type only
    Fixture fixture = differentByPon().pon(4).pool(ONU_ID, 4, 1, 32);

    PonkeeperException error = refused(register(fixture, OltRegistration.adoptExisting()));

    assertThat(error.code()).isEqualTo(ErrorCode.RANGES_MISSING);
    assertThat(error.facts())
        .containsEntry(
            "missing",
            "alloc ids of PON 4 (the OLT has several: 1024-1152 of PONs 0-1; 2048-2176 of PONs"
                + " 2-3), gem-port ids of PON 4 (the OLT has several: 1024-2047 of PONs 0-1;"
                + " 3072-4095 of PONs 2-3)");
    assertThat(error.remedy())
        .isEqualTo("give alloc ids 4:FIRST-LAST and gem-port ids 4:FIRST-LAST");
    OltRanges given =
        written(
                register(
                    fixture,
                    OltRegistration.builder()
                        .idsOfPons(4, 4, ALLOC_ID, 1024, 1152)
                        .idsOfPons(4, 4, GEM_PORT_ID, 5000, 6000)
                        .build()))
            .ranges();
    assertThat(given.of(ALLOC_ID, 4)).contains(IdRanges.of(1024, 1152));
    assertThat(given.of(GEM_PORT_ID, 4)).contains(IdRanges.of(5000, 6000));
    assertThat(given.of(GEM_PORT_ID, 3)).contains(IdRanges.of(3072, 4095));
  }

  @Test
  void aPonWithoutAPoolGetsTheRangeThatAllPoolsHave() {
    OltRecord record =
        written(
            register(leftByGo().pon(4).pool(ONU_ID, 4, 1, 127), OltRegistration.adoptExisting()));

    assertThat(record.pons()).containsExactly(0, 4);
    assertThat(record.ranges().differByPon()).isFalse();
  }

  @Test
  void flowIdsThatOnlySomePonsHaveKeepNothingFromBeingRegistered() {
    OltRecord record =
        written(
            register(
                differentByPon().pool(FLOW_ID, 0, 1, 100).pool(FLOW_ID, 1, 1, 200),
                OltRegistration.adoptExisting()));

    assertThat(record.ranges().of(FLOW_ID, 1)).contains(IdRanges.of(1, 200));
    assertThat(record.ranges().of(FLOW_ID, 2)).isEmpty();
    assertThat(Registration.of(record).bind(FLOW_ID, 2)).isInstanceOf(PoolBinding.NoRange.class);
  }

  @Test
  void theRangeOfAPoolThatCannotBeReadIsNotGuessed() {
    Fixture fixture = differentByPon().pool(ALLOC_ID, 3, unreadable("garbage"));

    PonkeeperException error = refused(register(fixture, OltRegistration.adoptExisting()));

    assertThat(error.code()).isEqualTo(ErrorCode.RANGES_MISSING);
    assertThat(error.facts())
        .containsEntry("missing", "alloc ids of PON 3 (its pool is unreadable)");
    assertThat(error.remedy()).isEqualTo("give alloc ids 3:FIRST-LAST");
    assertThat(
            written(
                    register(
                        fixture,
                        OltRegistration.builder().idsOfPons(3, 3, ALLOC_ID, 2048, 2176).build()))
                .ranges())
        .isEqualTo(OF_TWO_CARDS);
  }

  @Test
  void ponsThatShareAPoolHaveOneRange() {
    OltRegistration sharing = COMPLETE.toBuilder().sharedPool(ALLOC_ID, 1).build();

    PonkeeperException error =
        refused(
            register(nothing(), sharing.toBuilder().idsOfPons(1, 1, ALLOC_ID, 2048, 2176).build()));

    assertThat(error.code()).isEqualTo(ErrorCode.RANGE_INVALID);
    assertThat(error.facts())
        .containsEntry("ranges", "alloc ids: PON 0: 1024-1031; PON 1: 2048-2176")
        .containsEntry("reason", "all PONs share alloc pool 1, so they have one range");
    // the same for each of them is one range
    assertThat(
            written(
                    register(
                        nothing(),
                        sharing.toBuilder().idsOfPons(0, 1, ALLOC_ID, 2048, 2176).build()))
                .ranges())
        .isEqualTo(COMPLETE.ranges().with(ALLOC_ID, IdRanges.of(2048, 2176)));
  }

  @Test
  void rangesOfAPonThatTheOltDoesNotHaveAreRefused() {
    PonkeeperException error =
        refused(
            register(
                nothing(), COMPLETE.toBuilder().idsOfPons(2, 3, ALLOC_ID, 2048, 2176).build()));

    assertThat(error.code()).isEqualTo(ErrorCode.RANGE_INVALID);
    assertThat(error.facts()).containsEntry("ranges of", "PONs 2-3");
  }

  @Test
  void rangesAreComparedByPon() {
    Fixture fixture =
        new Fixture()
            .record(present(written(register(differentByPon(), OltRegistration.adoptExisting()))));

    assertThat(register(fixture, OltRegistration.adoptExisting()))
        .isInstanceOf(Decision.NoChange.class);
    assertThat(
            register(
                fixture, OltRegistration.builder().idsOfPons(2, 3, ALLOC_ID, 2048, 2176).build()))
        .isInstanceOf(Decision.NoChange.class);
    assertThat(
            refused(
                    register(
                        fixture,
                        OltRegistration.builder()
                            .allocIds(1024, 1152)
                            .idsOfPons(1, 1, ONU_ID, 1, 64)
                            .build()))
                .facts())
        .containsEntry(
            "differences",
            "onu ids of PON 1: registered 1-32, requested 1-64;"
                + " alloc ids of PONs 2-3: registered 2048-2176, requested 1024-1152");
  }

  // ---- ranges that begin before the legal space

  @Test
  void aRangeThatBeginsBelowTheLegalSpaceIsAdoptedAndReported() {
    Fixture fixture =
        nothing()
            .held(path(T4, 0, 1, 0), 256, 256, 257, 258, 259)
            .pool(ONU_ID, 0, 1, 255)
            .pool(ALLOC_ID, 0, 256, 1024, 256)
            .pool(GEM_PORT_ID, 0, 256, 1024, 256, 257, 258, 259);

    Decision<RegistrationResult> decision = register(fixture, OltRegistration.adoptExisting());

    assertThat(written(decision).ranges().of(ALLOC_ID, 0)).contains(IdRanges.of(256, 1024));
    assertThat(((Decision.Commit<RegistrationResult>) decision).answer().warnings())
        .containsExactly(
            "the range 256-1024 of alloc ids begins before the legal space 1024-16383;"
                + " ids before 1024 are not handed out",
            "the range 256-1024 of gem-port ids begins before the legal space 1021-65534;"
                + " ids before 1021 are not handed out");
    // what is there may be said, too
    assertThat(
            written(register(fixture, OltRegistration.builder().allocIds(256, 1024).build()))
                .ranges())
        .isEqualTo(written(decision).ranges());
  }
}
