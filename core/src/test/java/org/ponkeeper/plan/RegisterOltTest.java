package org.ponkeeper.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.plan.Fixture.T4;
import static org.ponkeeper.plan.Fixture.path;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.FLOW_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pool.IdRanges;

class RegisterOltTest {

  private static final OltRegistration COMPLETE =
      OltRegistration.AS_FOUND
          .pons(0, 1)
          .ids(ONU_ID, 1, 32)
          .ids(ALLOC_ID, 1024, 1031)
          .ids(GEM_PORT_ID, 1024, 1055);

  private static Decision<RegisterOlt.Answer> register(Fixture fixture, OltRegistration wanted) {
    return new RegisterOlt(wanted).decide(fixture.state());
  }

  private static Fixture nothing() {
    return new Fixture().record(new RecordState.Unregistered());
  }

  private static Fixture leftByGo() {
    return nothing()
        .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
        .pool(ONU_ID, 0, 1, 127)
        .pool(ALLOC_ID, 0, 1024, 16383, 1024)
        .pool(GEM_PORT_ID, 0, 1024, 65535, 1024, 1025, 1026, 1027)
        .pool(FLOW_ID, 0, 1, 16383);
  }

  private static OltRecord written(Decision<RegisterOlt.Answer> decision) {
    assertThat(decision).isInstanceOf(Decision.Commit.class);
    Decision.Commit<RegisterOlt.Answer> commit = (Decision.Commit<RegisterOlt.Answer>) decision;
    assertThat(commit.changes()).containsExactly(new Change.PutRecord(commit.answer().record()));
    return commit.answer().record();
  }

  private static PonkeeperException refused(Decision<RegisterOlt.Answer> decision) {
    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    return ((Decision.Refusal<RegisterOlt.Answer>) decision).error();
  }

  @Test
  void writesTheRecordOfAnOltOfWhichThereIsNothing() {
    OltRecord record = written(register(nothing(), COMPLETE));

    assertThat(record.pons()).containsExactly(0, 1);
    assertThat(record.ranges().ofAll()).containsEntry(ALLOC_ID, IdRanges.of(1024, 1031));
    assertThat(record.ranges().ofAll()).doesNotContainKey(FLOW_ID);
    assertThat(record.life()).isEqualTo(OltRecord.Life.LIVE);
  }

  @Test
  void changesNothingWhenTheSameIsThere() {
    assertThat(register(new Fixture(), COMPLETE)).isInstanceOf(Decision.NoChange.class);
    assertThat(register(new Fixture(), OltRegistration.AS_FOUND))
        .isInstanceOf(Decision.NoChange.class);
  }

  @Test
  void isRefusedWithTheDifferenceWhenAnotherIsThere() {
    PonkeeperException error =
        refused(register(new Fixture(), COMPLETE.ids(ALLOC_ID, 1024, 1100).pons(0, 2)));

    assertThat(error.code()).isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(error.facts())
        .containsEntry(
            "differences",
            "pons: there 0-1, asked for 0-2; alloc ids: there 1024-1031, asked for 1024-1100");
  }

  @Test
  void adoptsWhatTheGoLibraryLeft() {
    OltRecord record = written(register(leftByGo(), OltRegistration.AS_FOUND));

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
  void refusesOtherRangesOrFewerPonsThanTheGoLibraryLeft() {
    assertThat(
            refused(register(leftByGo(), OltRegistration.AS_FOUND.ids(GEM_PORT_ID, 1024, 2048)))
                .code())
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(refused(register(leftByGo(), OltRegistration.AS_FOUND.pons(4, 5))).code())
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(written(register(leftByGo(), OltRegistration.AS_FOUND.pons(0, 5))).pons())
        .hasSize(6);
  }

  @Test
  void recordsASharedPoolThatCanBeToldFromTheInstancesOrIsSaid() {
    Fixture told =
        nothing()
            .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
            .pool(ONU_ID, 0, 1, 127)
            .pool(ALLOC_ID, 1, 1024, 16383, 1024)
            .pool(GEM_PORT_ID, 0, 1024, 65535, 1024, 1025, 1026, 1027);

    assertThat(written(register(told, OltRegistration.AS_FOUND)).sharedPools())
        .isEqualTo(Map.of(ALLOC_ID, 1));
    OltRegistration said =
        new OltRegistration(COMPLETE.pons(), COMPLETE.ranges(), Map.of(GEM_PORT_ID, 3), false);
    assertThat(written(register(nothing(), said)).sharedPools()).isEqualTo(Map.of(GEM_PORT_ID, 3));
  }

  @Test
  void isRefusedWithoutPonsOrRangesWhereNothingTellsThem() {
    assertThat(refused(register(nothing(), OltRegistration.AS_FOUND)).code())
        .isEqualTo(ErrorCode.RANGES_MISSING);
    OltRegistration noPons =
        new OltRegistration(Optional.empty(), COMPLETE.ranges(), Map.of(), false);
    assertThat(refused(register(nothing(), noPons)).code()).isEqualTo(ErrorCode.RANGES_MISSING);
  }

  @Test
  void refusesARangeThatStartsOutsideTheLegalSpaceAndWarnsOfOneThatEndsThere() {
    assertThat(refused(register(nothing(), COMPLETE.ids(ALLOC_ID, 1, 2000))).code())
        .isEqualTo(ErrorCode.RANGE_INVALID);
    Decision<RegisterOlt.Answer> decision =
        register(nothing(), COMPLETE.ids(GEM_PORT_ID, 1024, 65535));
    assertThat(((Decision.Commit<RegisterOlt.Answer>) decision).answer().warnings()).hasSize(1);
  }

  @Test
  void neverOverwritesARecordThatCannotBeRead() {
    assertThat(refused(register(new Fixture().record(new RecordState.Unreadable("x")), COMPLETE)))
        .extracting(PonkeeperException::code)
        .isEqualTo(ErrorCode.CORRUPT_DATA);
  }
}
