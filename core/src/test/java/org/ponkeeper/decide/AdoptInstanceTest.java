package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;
import static org.ponkeeper.state.Fixture.unreadable;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.decide.AdoptInstance.Outcome;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/** When an instance of the older format is migrated, and when it is not. */
class AdoptInstanceTest {

  private static final InstancePath PATH = path(T4, 0, 5, 0);

  private static Decision<Outcome> adopt(
      Fixture fixture, InstancePath path, int allocId, Integer... ids) {
    ResourceInstance resource =
        new ResourceInstance(
            path.template(),
            "XPON",
            path.uniPort(),
            new AllocId(allocId),
            Arrays.stream(ids).map(GemPortId::new).toList());
    return new AdoptInstance(path, resource).decide(fixture.state());
  }

  private static Fixture withPools() {
    return new Fixture()
        .pool(ALLOC_ID, 0, 1024, 1031, 1024, 1025)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027);
  }

  private static List<Integer> taken(Decision<Outcome> outcome, PoolId pool) {
    return ((Decision.Commit<Outcome>) outcome)
        .changes().stream()
            .filter(Change.PutPool.class::isInstance)
            .map(Change.PutPool.class::cast)
            .filter(put -> put.id().equals(pool))
            .flatMap(put -> put.pool().taken().boxed())
            .toList();
  }

  private static void assertLeft(Decision<Outcome> decision, String reason) {
    assertThat(decision.answer())
        .isInstanceOfSatisfying(
            Outcome.Left.class, left -> assertThat(left.reason()).contains(reason));
  }

  @Test
  void idsThatAreTakenStayTakenAndThePoolsAreWritten() {
    Decision<Outcome> outcome = adopt(withPools(), PATH, 1025, 1024, 1025, 1026, 1027);

    assertThat(taken(outcome, new PoolId(ALLOC_ID, 0))).containsExactly(1024, 1025);
    assertThat(taken(outcome, new PoolId(GEM_PORT_ID, 0))).containsExactly(1024, 1025, 1026, 1027);
    assertThat(outcome.readSet())
        .containsExactlyInAnyOrder(
            new ReadKey.OfRecord(),
            new ReadKey.OfReservedIds(),
            new ReadKey.OfInstance(PATH),
            new ReadKey.OfPool(new PoolId(ALLOC_ID, 0)),
            new ReadKey.OfPool(new PoolId(GEM_PORT_ID, 0)));
  }

  @Test
  void idsThatAreFreeAreTakenAlsoWhereThereIsNoPool() {
    Decision<Outcome> outcome = adopt(withPools(), PATH, 1030, 1050, 1051, 1052, 1053);
    assertThat(taken(outcome, new PoolId(ALLOC_ID, 0))).containsExactly(1024, 1025, 1030);
    assertThat(taken(outcome, new PoolId(GEM_PORT_ID, 0)))
        .containsExactly(1024, 1025, 1026, 1027, 1050, 1051, 1052, 1053);

    assertThat(
            taken(
                adopt(new Fixture(), PATH, 1030, 1050, 1051, 1052, 1053), new PoolId(ALLOC_ID, 0)))
        .containsExactly(1030);
  }

  @Test
  void idsOutsideTheRangeAreKeptAndCounted() {
    Decision<Outcome> outcome = adopt(withPools(), PATH, 2000, 1024, 1025, 1026, 3000);

    assertThat(((Outcome.Adopted) outcome.answer()).outside()).isEqualTo(Set.of(2000, 3000));
  }

  @Test
  void anInstanceThatIsAlreadyMigratedIsNotWrittenAgain() {
    Fixture fixture = withPools().held(PATH, 1025, 1024, 1025, 1026, 1027);

    Decision<Outcome> outcome = adopt(fixture, PATH, 1025, 1024, 1025, 1026, 1027);
    assertThat(outcome.answer()).isEqualTo(new Outcome.AlreadyThere());
    assertThat(outcome.readSet())
        .containsExactlyInAnyOrder(new ReadKey.OfRecord(), new ReadKey.OfInstance(PATH));
    assertLeft(adopt(fixture, PATH, 1024, 1024, 1025, 1026, 1027), "is there already, with");
    assertLeft(adopt(fixture, PATH, 1025, 1024, 1025, 1027, 1026), "is there already, with");
    assertLeft(
        adopt(withPools().garbled(PATH), PATH, 1025, 1024, 1025, 1026, 1027), "cannot be read");
  }

  @Test
  void idsOfAnotherAreNotGivenToTwo() {
    Fixture fixture =
        withPools()
            .held(path(T4, 0, 6, 0), 1024, 1024, 1025, 1026, 1027)
            .claim(0, GEM_PORT_ID, "mgmt", 1040);

    assertLeft(
        adopt(fixture, PATH, 1024, 1030, 1031, 1032, 1033),
        "its id 1024 of alloc pool 0 is owned by instance XGS-PON/64/");
    assertLeft(
        adopt(fixture, PATH, 1025, 1027, 1031, 1032, 1033), "its id 1027 of gem-port pool 0");
    assertLeft(adopt(fixture, PATH, 1025, 1040, 1041, 1042, 1043), "is owned by owner mgmt");
    assertLeft(adopt(fixture, PATH, 1025, 1041, 1041, 1042, 1043), "GEM port id 1041 twice");
  }

  @Test
  void instancesOfATemplateOnAnOnuMayShareTheirAllocId() {
    Fixture fixture = withPools().held(path(SHARING, 0, 5, 0), 1025, 1024);

    assertThat(adopt(fixture, path(SHARING, 0, 5, 1), 1025, 1025).answer())
        .isInstanceOf(Outcome.Adopted.class);
    assertLeft(adopt(fixture, path(SHARING, 0, 6, 1), 1025, 1025), "is owned by");
    assertLeft(adopt(fixture, path(T4, 0, 5, 1), 1025, 1025, 1026, 1027, 1028), "is owned by");
  }

  @Test
  void aTemplateThatDoesNotFitKeepsNothingBack() {
    assertThat(adopt(withPools(), PATH, 1025, 1024).answer()).isInstanceOf(Outcome.Adopted.class);
    assertThat(
            adopt(withPools().template(T4, Stored.absent()), PATH, 1025, 1024, 1025, 1026, 1027)
                .answer())
        .isInstanceOf(Outcome.Adopted.class);
  }

  @Test
  void anErrorOfOnePonPreventsOnlyMigrationThere() {
    assertLeft(
        adopt(withPools(), path(T4, 9, 5, 0), 1025, 1024, 1025, 1026, 1027),
        "the PON is not registered");
    Fixture garbled = new Fixture().pool(ALLOC_ID, 0, unreadable("garbage"));
    assertLeft(adopt(garbled, PATH, 1025, 1024, 1025, 1026, 1027), "cannot be read");
  }

  @Test
  void anErrorOfTheOltPreventsAllMigration() {
    assertRefused(unreadable("garbage"), ErrorCode.CORRUPT_DATA);
    assertRefused(present(Fixture.record().inState(OltRecord.State.MIGRATING)), ErrorCode.OLT_BUSY);
    assertRefused(Stored.absent(), ErrorCode.OLT_NOT_REGISTERED);
  }

  private static void assertRefused(Stored<OltRecord> record, ErrorCode code) {
    Decision<Outcome> decision =
        adopt(new Fixture().record(record), PATH, 1025, 1024, 1025, 1026, 1027);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refusal.class, refusal -> assertThat(refusal.error().code()).isEqualTo(code));
  }
}
