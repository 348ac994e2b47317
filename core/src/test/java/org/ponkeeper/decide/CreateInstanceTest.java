package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.state.Fixture.MULTICAST;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.gemPorts;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;
import static org.ponkeeper.state.Fixture.takenAfter;
import static org.ponkeeper.state.Fixture.unreadable;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.TestTemplates;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.TemplateSource;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

class CreateInstanceTest {

  private static Decision<CreateResult> decide(Fixture fixture, InstancePath path) {
    return new CreateInstance(path, false).decide(fixture.state());
  }

  private static Instance created(Decision<CreateResult> decision) {
    assertThat(decision).isInstanceOf(Decision.Commit.class);
    return ((Decision.Commit<CreateResult>) decision).answer().instance();
  }

  private static ErrorCode refused(Decision<CreateResult> decision) {
    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    return ((Decision.Refusal<CreateResult>) decision).error().code();
  }

  @Test
  void takesTheLowestIdsAndMakesThePools() {
    Decision<CreateResult> decision = decide(new Fixture(), path(T4, 0, 1, 0));

    Instance instance = created(decision);
    assertThat(instance.allocId().value()).isEqualTo(1024);
    assertThat(gemPorts(instance)).containsExactly(1024, 1025, 1026, 1027);
    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1024));
    assertThat(takenAfter(decision, GEM_PORT_ID, 0)).contains(List.of(1024, 1025, 1026, 1027));
  }

  @Test
  void readSetHasRecordTemplateReservedIdsBothPoolsAndAbsentInstance() {
    Decision<CreateResult> decision = decide(new Fixture(), path(T4, 0, 1, 0));

    assertThat(decision.readSet())
        .containsExactlyInAnyOrder(
            new ReadKey.OfRecord(),
            new ReadKey.OfReservedIds(),
            new ReadKey.OfTemplate(new TechProfileId(T4)),
            new ReadKey.OfPool(new PoolId(ALLOC_ID, 0)),
            new ReadKey.OfPool(new PoolId(GEM_PORT_ID, 0)),
            new ReadKey.OfInstance(path(T4, 0, 1, 0)));
  }

  @Test
  void createAgainReturnsTheStoredInstance() {
    Fixture fixture = new Fixture().held(path(T4, 0, 1, 0), 1030, 1040, 1041, 1042, 1043);

    Decision<CreateResult> decision = decide(fixture, path(T4, 0, 1, 0));

    assertThat(decision).isInstanceOf(Decision.NoChange.class);
    CreateResult answer = ((Decision.NoChange<CreateResult>) decision).answer();
    assertThat(answer.created()).isFalse();
    assertThat(gemPorts(answer.instance())).containsExactly(1040, 1041, 1042, 1043);
    assertThat(decision.readSet()).contains(new ReadKey.OfInstance(path(T4, 0, 1, 0)));
  }

  @Test
  void takesNoIdThatIsTakenOrOwnedOrReserved() {
    Fixture fixture =
        new Fixture()
            .held(path(T4, 0, 1, 0), 1025, 1026, 1027, 1028, 1029)
            .pool(ALLOC_ID, 0, 1024, 1031, 1024)
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024)
            .reserved(present(Set.of(1030, 1032)));

    Instance instance = created(decide(fixture, path(T4, 0, 2, 0)));

    assertThat(instance.allocId().value()).isEqualTo(1026);
    assertThat(gemPorts(instance)).containsExactly(1025, 1031, 1033, 1034);
  }

  @Test
  void setsReservedIdsWhereTheBitmapGrows() {
    Fixture fixture = new Fixture().reserved(present(Set.of(1026, 1050)));

    Decision<CreateResult> decision = decide(fixture, path(T4, 0, 1, 0));

    assertThat(takenAfter(decision, GEM_PORT_ID, 0))
        .contains(List.of(1024, 1025, 1026, 1027, 1028));
  }

  @Test
  void makesAMissingPoolWithTheIdsOfItsInstancesTaken() {
    Fixture fixture =
        new Fixture()
            .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
            .held(path(T4, 1, 1, 0), 1029, 1048, 1049, 1050, 1051);

    Decision<CreateResult> decision = decide(fixture, path(T4, 0, 2, 0));

    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1024, 1025));
    assertThat(takenAfter(decision, GEM_PORT_ID, 0))
        .contains(List.of(1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031));
  }

  @Test
  void sharesTheAllocIdOfTheLowestUniOfTheOnuAndWritesItsPoolAllTheSame() {
    Fixture fixture =
        new Fixture()
            .held(path(SHARING, 0, 1, 3), 1027, 1024)
            .held(path(SHARING, 0, 1, 2), 1026, 1025)
            .held(path(SHARING, 0, 2, 0), 1025, 1026)
            .held(path(T4, 0, 1, 0), 1024, 1027, 1028, 1029, 1030)
            .pool(ALLOC_ID, 0, 1024, 1031, 1024, 1025, 1026, 1027);

    Decision<CreateResult> decision = decide(fixture, path(SHARING, 0, 1, 0));

    assertThat(created(decision).allocId().value()).isEqualTo(1026);
    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1024, 1025, 1026, 1027));
    assertThat(decision.readSet()).contains(new ReadKey.OfInstance(path(SHARING, 0, 1, 2)));
  }

  @Test
  void sharesNothingWithUnisAboveFifteen() {
    Fixture fixture =
        new Fixture()
            .held(path(SHARING, 0, 1, 16), 1024, 1024)
            .pool(ALLOC_ID, 0, 1024, 1031, 1024)
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024);

    assertThat(created(decide(fixture, path(SHARING, 0, 1, 0))).allocId().value()).isEqualTo(1025);
  }

  @Test
  void isRefusedWhenThePoolIsExhausted() {
    Fixture fixture = new Fixture().pool(GEM_PORT_ID, 0, 1024, 1029, 1024, 1026, 1040);

    Decision<CreateResult> decision = decide(fixture, path(T4, 0, 1, 0));

    assertThat(decision).isInstanceOf(Decision.Commit.class);
    assertThat(gemPorts(created(decision))).containsExactly(1025, 1027, 1028, 1029);
    fixture.pool(GEM_PORT_ID, 0, 1024, 1028, 1024, 1026, 1040);
    assertThat(refused(decide(fixture, path(T4, 0, 1, 0)))).isEqualTo(ErrorCode.POOL_EXHAUSTED);
    assertThat(decide(fixture, path(T4, 0, 1, 0)).readSet())
        .contains(new ReadKey.OfPool(new PoolId(GEM_PORT_ID, 0)));
  }

  @Test
  void handsOutNoIdBeyondTheLegalSpaceThoughTheRangeEndsThere() {
    Fixture fixture = new Fixture().pool(ALLOC_ID, 0, 16382, 16400, 16382, 16383);

    assertThat(refused(decide(fixture, path(T4, 0, 1, 0)))).isEqualTo(ErrorCode.POOL_EXHAUSTED);
  }

  @Test
  void usesTheBuiltInDefaultIfTheDefaultTemplateIsNotStored() {
    Fixture fixture = new Fixture().template(64, Stored.absent());

    Decision<CreateResult> decision = decide(fixture, path(64, 0, 1, 0));

    TechProfileInstance instance = (TechProfileInstance) created(decision);
    assertThat(instance.source()).isEqualTo(TemplateSource.BUILT_IN);
    assertThat(((Decision.Commit<CreateResult>) decision).answer().warnings())
        .containsExactly("no template is stored; the built-in default was used");
  }

  @Test
  void isRefusedForAnotherTemplateThatIsNotStoredUnlessTheDefaultIsAskedFor() {
    Fixture fixture = new Fixture().template(70, Stored.absent());

    Decision<CreateResult> decision = decide(fixture, path(70, 0, 1, 0));

    assertThat(refused(decision)).isEqualTo(ErrorCode.TEMPLATE_NOT_FOUND);
    assertThat(decision.readSet()).contains(new ReadKey.OfTemplate(new TechProfileId(70)));
    Decision<CreateResult> fallback =
        new CreateInstance(path(70, 0, 1, 0), true).decide(fixture.state());
    assertThat(((TechProfileInstance) created(fallback)).source())
        .isEqualTo(TemplateSource.BUILT_IN);
  }

  @Test
  void returnsAnExistingInstanceThoughItsTemplateIsNotStored() {
    Fixture fixture =
        new Fixture().template(70, Stored.absent()).held(path(70, 0, 1, 0), 1024, 1024);

    Decision<CreateResult> decision = decide(fixture, path(70, 0, 1, 0));

    assertThat(decision).isInstanceOf(Decision.NoChange.class);
  }

  @Test
  void isRefusedForAnUnfitTemplateUnlessTheDefaultIsAskedFor() {
    Fixture fixture = new Fixture().template(70, TestTemplates.unfit());

    assertThat(refused(decide(fixture, path(70, 0, 1, 0)))).isEqualTo(ErrorCode.TEMPLATE_UNFIT);
    Decision<CreateResult> fallback =
        new CreateInstance(path(70, 0, 1, 0), true).decide(fixture.state());
    assertThat(((TechProfileInstance) created(fallback)).source())
        .isEqualTo(TemplateSource.BUILT_IN);
  }

  @Test
  void isRefusedForAnUnreadableTemplateUnlessTheDefaultIsAskedFor() {
    Fixture fixture = new Fixture().template(70, new Stored.Unreadable<>("not JSON", 1));

    assertThat(refused(decide(fixture, path(70, 0, 1, 0))))
        .isEqualTo(ErrorCode.TEMPLATE_UNREADABLE);
    assertThat(created(new CreateInstance(path(70, 0, 1, 0), true).decide(fixture.state())))
        .isNotNull();
  }

  @Test
  void neverHandsOutAMulticastIdOfATemplateInUseOnThePoolsPons() {
    Fixture fixture =
        new Fixture()
            .template(MULTICAST, TestTemplates.multicast(1, 1025))
            .held(path(MULTICAST, 0, 1, 0), 1024, 1024)
            .pool(ALLOC_ID, 0, 1024, 1031, 1024)
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024);

    Decision<CreateResult> decision = decide(fixture, path(T4, 0, 2, 0));

    assertThat(gemPorts(created(decision))).containsExactly(1026, 1027, 1028, 1029);
    assertThat(decision.readSet()).contains(new ReadKey.OfTemplate(new TechProfileId(MULTICAST)));
    assertThat(gemPorts(created(decide(fixture, path(T4, 1, 2, 0))))).contains(1025);
  }

  @Test
  void isRefusedWhenAUnicastServiceHoldsTheMulticastId() {
    Fixture fixture =
        new Fixture()
            .template(MULTICAST, TestTemplates.multicast(1, 1025))
            .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027);

    assertThat(refused(decide(fixture, path(MULTICAST, 0, 2, 0))))
        .isEqualTo(ErrorCode.MULTICAST_GEM_PORT_TAKEN);
  }

  @Test
  void isRefusedForAnUnreadableValueOnlyIfItIsNeeded() {
    InstancePath broken = path(SHARING, 0, 1, 0);
    Fixture fixture =
        new Fixture()
            .garbled(broken)
            .pool(ALLOC_ID, 0, 1024, 1031)
            .pool(GEM_PORT_ID, 0, 1024, 1055);

    assertThat(refused(decide(fixture, broken))).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(refused(decide(fixture, path(SHARING, 0, 1, 1)))).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(created(decide(fixture, path(SHARING, 0, 2, 0)))).isNotNull();
    assertThat(created(decide(fixture, path(T4, 0, 1, 0)))).isNotNull();
  }

  @Test
  void isRefusedIfThePoolIsMissingAndAnInstanceIsUnreadable() {
    Fixture fixture = new Fixture().garbled(path(T4, 0, 9, 0));

    assertThat(refused(decide(fixture, path(T4, 0, 1, 0)))).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(created(decide(fixture, path(T4, 1, 1, 0)))).isNotNull();
  }

  @Test
  void isRefusedForAnUnreadablePoolOrRecordOrListOfReservedIds() {
    InstancePath path = path(T4, 0, 1, 0);
    Stored<ResourcePool> garbage = unreadable("not JSON");

    assertThat(refused(decide(new Fixture().pool(GEM_PORT_ID, 0, garbage), path)))
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(refused(decide(new Fixture().record(unreadable("x")), path)))
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(refused(decide(new Fixture().reserved(unreadable("x")), path)))
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(created(decide(new Fixture().pool(GEM_PORT_ID, 1, garbage), path))).isNotNull();
  }

  @Test
  void isRefusedWhereTheOltOrThePonIsUnknownOrBusy() {
    Fixture unknown = new Fixture().record(Stored.absent());
    OltRecord r = Fixture.record();
    Fixture deleting =
        new Fixture()
            .record(
                present(
                    new OltRecord(
                        r.pons(),
                        r.ranges(),
                        r.sharedPools(),
                        r.layout(),
                        r.fullPools(),
                        OltRecord.State.DELETING)));

    assertThat(refused(decide(unknown, path(T4, 0, 1, 0)))).isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
    assertThat(refused(decide(new Fixture(), path(T4, 7, 1, 0))))
        .isEqualTo(ErrorCode.PON_NOT_REGISTERED);
    assertThat(refused(decide(deleting, path(T4, 0, 1, 0)))).isEqualTo(ErrorCode.OLT_BUSY);
  }

  @Test
  void worksOnAnOltWithoutARecord() {
    Fixture fixture =
        new Fixture()
            .record(Stored.absent())
            .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
            .pool(ALLOC_ID, 0, 1024, 1152, 1024)
            .pool(GEM_PORT_ID, 0, 1024, 2048, 1024, 1025, 1026, 1027);

    Decision<CreateResult> decision = decide(fixture, path(T4, 0, 2, 0));

    assertThat(gemPorts(created(decision))).containsExactly(1028, 1029, 1030, 1031);
    assertThat(fixture.state().versionOf(new ReadKey.OfRecord())).isEqualTo(Stored.ABSENT);
    assertThat(decision.readSet()).contains(new ReadKey.OfRecord());
  }
}
