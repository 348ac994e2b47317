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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/** How a resize changes the record and the pools of an OLT. */
class ResizeOltTest {

  private static final OltRegistration NOTHING = OltRegistration.adoptExisting();

  private static Fixture given() {
    return new Fixture()
        .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
        .claim(1, ONU_ID, "serial", 30)
        .pool(ALLOC_ID, 0, 1024, 1031, 1024)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027)
        .pool(ONU_ID, 1, 1, 32, 2, 30);
  }

  private static Decision<ResizeOlt.Step> resize(Fixture fixture, OltRegistration wanted) {
    return new ResizeOlt(wanted, Set.of(0, 1)).decide(fixture.state());
  }

  private static Map<PoolId, ResourcePool> pools(Decision<ResizeOlt.Step> decision) {
    assertThat(decision).isInstanceOf(Decision.Commit.class);
    return ((Decision.Commit<ResizeOlt.Step>) decision)
        .changes().stream()
            .filter(Change.PutPool.class::isInstance)
            .map(Change.PutPool.class::cast)
            .collect(Collectors.toMap(Change.PutPool::id, Change.PutPool::pool));
  }

  private static OltRecord record(Decision<ResizeOlt.Step> decision) {
    assertThat(decision).isInstanceOf(Decision.Commit.class);
    return ((Decision.Commit<ResizeOlt.Step>) decision)
        .changes().stream()
            .filter(Change.PutRecord.class::isInstance)
            .map(change -> ((Change.PutRecord) change).record())
            .findFirst()
            .orElseThrow();
  }

  private static ResizeOlt.Step step(Decision<ResizeOlt.Step> decision) {
    return switch (decision) {
      case Decision.Commit<ResizeOlt.Step> commit -> commit.answer();
      case Decision.NoChange<ResizeOlt.Step> noChange -> noChange.answer();
      case Decision.Refusal<ResizeOlt.Step> refusal -> throw new AssertionError(refusal.error());
    };
  }

  private static PonkeeperException refused(Decision<ResizeOlt.Step> decision) {
    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    return ((Decision.Refusal<ResizeOlt.Step>) decision).error();
  }

  @Test
  void theSameRangesChangeNothing() {
    assertThat(resize(given(), NOTHING)).isInstanceOf(Decision.NoChange.class);
    assertThat(resize(given(), NOTHING.toBuilder().allocIds(1024, 1031).build()))
        .isInstanceOf(Decision.NoChange.class);
  }

  @Test
  void recordAndPoolsAreChangedInOneTransactionThatReliesOnEveryPoolOfTheType() {
    Decision<ResizeOlt.Step> decision =
        resize(given(), NOTHING.toBuilder().gemPortIds(1021, 2048).build());

    assertThat(step(decision)).isInstanceOf(ResizeOlt.Step.Done.class);
    assertThat(record(decision).ranges().ofAll())
        .containsEntry(GEM_PORT_ID, IdRanges.of(1021, 2048));
    assertThat(record(decision).state()).isEqualTo(OltRecord.State.LIVE);
    ResourcePool pool = pools(decision).get(new PoolId(GEM_PORT_ID, 0));
    assertThat(pool.range()).isEqualTo(new IdRange(1021, 2048));
    assertThat(pool.bits()).containsExactly(0b01111000);
    assertThat(pools(decision)).hasSize(1);
    assertThat(decision.readSet())
        .containsExactlyInAnyOrder(
            new ReadKey.OfRecord(),
            new ReadKey.OfReservedIds(),
            new ReadKey.OfPool(new PoolId(GEM_PORT_ID, 0)),
            new ReadKey.OfPool(new PoolId(GEM_PORT_ID, 1)));
  }

  @Test
  void isRefusedWithTheIdsThatWouldFallOutside() {
    assertThat(refused(resize(given(), NOTHING.toBuilder().gemPortIds(1026, 1055).build())).facts())
        .containsEntry("ids in use that would fall outside", "gem-port pool 0: 1024-1025");
    assertThat(
            refused(
                    resize(
                        given(),
                        NOTHING.toBuilder()
                            .ids(GEM_PORT_ID, IdRanges.parse("1024-1025,1028-1055"))
                            .build()))
                .code())
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(refused(resize(given(), NOTHING.toBuilder().onuIds(1, 29).build())).facts())
        .containsEntry("ids in use that would fall outside", "onu pool 1: 30");
    // Taken though the store tells of no owner: the Go library's.
    assertThat(refused(resize(given(), NOTHING.toBuilder().onuIds(3, 32).build())).facts())
        .containsEntry("ids in use that would fall outside", "onu pool 1: 2");
    // Owned though it is not taken.
    assertThat(
            refused(
                    resize(
                        given().pool(ALLOC_ID, 0, 1024, 1031),
                        NOTHING.toBuilder().allocIds(1025, 1031).build()))
                .facts())
        .containsEntry("ids in use that would fall outside", "alloc pool 0: 1024");
  }

  @Test
  void removingPonsSharingPoolsOrIllegalRangesIsRefused() {
    assertThat(refused(resize(given(), NOTHING.toBuilder().pons(0, 0).build())).code())
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(refused(resize(given(), NOTHING.toBuilder().sharedPool(ALLOC_ID, 1).build())).code())
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
    assertThat(refused(resize(given(), NOTHING.toBuilder().allocIds(1000, 1031).build())).code())
        .isEqualTo(ErrorCode.RANGE_INVALID);
    assertThat(
            refused(
                    resize(
                        given(),
                        NOTHING.toBuilder()
                            .ids(ALLOC_ID, IdRanges.parse("1024-1031,20000-20001"))
                            .build()))
                .code())
        .isEqualTo(ErrorCode.RANGE_INVALID);
  }

  @Test
  void ponsMayBeAddedAFlowRangeGivenAndPoolsMadeFull() {
    Decision<ResizeOlt.Step> decision =
        new ResizeOlt(NOTHING.toBuilder().pons(0, 3).flowIds(1, 100).build(), Set.of(0, 1, 2, 3))
            .decide(given().state());

    assertThat(record(decision).pons()).containsExactly(0, 1, 2, 3);
    assertThat(record(decision).ranges().ofAll()).containsEntry(FLOW_ID, IdRanges.of(1, 100));
    assertThat(pools(decision)).isEmpty();

    Decision<ResizeOlt.Step> full = resize(given(), OltRegistration.builder().fullPools().build());
    assertThat(pools(full)).hasSize(2);
    assertThat(pools(full).values()).allMatch(pool -> pool.length() == pool.goLength());
  }

  @Test
  void gapsAreSetInTheBitmapAndClearedWhenTheyAreNoMore() {
    Fixture fixture = given();
    Decision<ResizeOlt.Step> withGap =
        resize(
            fixture, NOTHING.toBuilder().ids(ONU_ID, IdRanges.parse("1-10,12-19,21-32")).build());
    ResourcePool pool = pools(withGap).get(new PoolId(ONU_ID, 1));
    assertThat(pool.taken()).containsExactly(2, 11, 20, 30);

    fixture.record(present(record(withGap))).pool(ONU_ID, 1, present(pool));
    assertThat(
            pools(resize(fixture, NOTHING.toBuilder().onuIds(1, 32).build()))
                .get(new PoolId(ONU_ID, 1))
                .taken())
        .containsExactly(2, 30);
    // The gap at 11 falls outside, which is no reason to refuse.
    assertThat(refused(resize(fixture, NOTHING.toBuilder().onuIds(12, 32).build())).facts())
        .containsEntry("ids in use that would fall outside", "onu pool 1: 2");
  }

  @Test
  void aPoolThatHasAnotherRangeThanTheRecordIsMadeToAgree() {
    Fixture fixture = given().pool(GEM_PORT_ID, 0, 1024, 2000, 1024, 1025, 1026, 1027);

    Decision<ResizeOlt.Step> decision = resize(fixture, NOTHING);

    assertThat(pools(decision).get(new PoolId(GEM_PORT_ID, 0)).range())
        .isEqualTo(new IdRange(1024, 1055));
  }

  @Test
  void reservedGemPortIdsAreNoReasonToRefuse() {
    Fixture fixture =
        given()
            .reserved(present(Set.of(1028, 1040)))
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027, 1028, 1040);

    ResourcePool pool =
        pools(resize(fixture, NOTHING.toBuilder().gemPortIds(1024, 1030).build()))
            .get(new PoolId(GEM_PORT_ID, 0));

    assertThat(pool.taken()).containsExactly(1024, 1025, 1026, 1027, 1028);
  }

  @Test
  void unreadableValuesAreNeverOverwritten() {
    assertThat(
            refused(
                    resize(
                        given().pool(ALLOC_ID, 1, unreadable("x")),
                        NOTHING.toBuilder().gemPortIds(1024, 2048).build()))
                .code())
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(refused(resize(given().record(unreadable("x")), NOTHING)).code())
        .isEqualTo(ErrorCode.CORRUPT_DATA);
  }

  @Test
  void dataOfTheGoLibraryAreAdoptedAndResizedAtOnce() {
    Fixture fixture =
        given()
            .record(Stored.absent())
            .pool(ONU_ID, 0, 1, 32)
            .pool(ALLOC_ID, 1, 1024, 1031)
            .pool(GEM_PORT_ID, 1, 1024, 1055);

    Decision<ResizeOlt.Step> decision =
        resize(
            fixture,
            NOTHING.toBuilder().ids(GEM_PORT_ID, IdRanges.parse("1024-1300,1303-1310")).build());

    assertThat(record(decision).ranges().ofAll())
        .containsEntry(GEM_PORT_ID, IdRanges.parse("1024-1300,1303-1310"))
        .containsEntry(ALLOC_ID, IdRanges.of(1024, 1031));
    assertThat(pools(decision)).hasSize(2);
  }

  private static final int MANY = 128;

  /** More pools than fit in the read set of one transaction. */
  private static Fixture many(OltRecord record) {
    Fixture fixture = new Fixture().record(present(record));
    for (int pon = 0; pon < MANY; pon++) {
      fixture.pon(pon).pool(GEM_PORT_ID, pon, 1024, 1055, 1024);
    }
    return fixture;
  }

  private static OltRecord manyPons() {
    OltRecord few = Fixture.record();
    return new OltRecord(
        new TreeSet<>(IntStream.range(0, MANY).boxed().toList()),
        few.ranges(),
        few.sharedPools(),
        few.layout(),
        few.fullPools(),
        few.state());
  }

  private static final OltRegistration WIDER = NOTHING.toBuilder().gemPortIds(1024, 2048).build();

  @Test
  void manyPoolsAreChangedInStepsWhileOtherRequestsAreRefused() {
    Decision<ResizeOlt.Step> first = resize(many(manyPons()), WIDER);

    assertThat(step(first)).isInstanceOf(ResizeOlt.Step.Begun.class);
    assertThat(pools(first)).isEmpty();
    OltRecord fence = record(first);
    assertThat(fence.state()).isEqualTo(OltRecord.State.RESIZING);
    assertThat(fence.ranges()).isEqualTo(manyPons().ranges());
    assertThat(fence.resizingTo().ofAll()).containsEntry(GEM_PORT_ID, IdRanges.of(1024, 2048));

    Fixture fenced = many(fence);
    Decision<ResizeOlt.Step> second = resize(fenced, WIDER);
    assertThat(step(second)).isInstanceOf(ResizeOlt.Step.Begun.class);
    assertThat(pools(second)).hasSize(100);
    pools(second).forEach((id, pool) -> fenced.pool(id.type(), id.index(), present(pool)));

    // when it was interrupted here and is asked for again, without ranges
    Decision<ResizeOlt.Step> last = resize(fenced, NOTHING);
    assertThat(step(last)).isInstanceOf(ResizeOlt.Step.Done.class);
    assertThat(pools(last)).hasSize(28);
    assertThat(record(last).ranges().ofAll()).containsEntry(GEM_PORT_ID, IdRanges.of(1024, 2048));
    assertThat(record(last).state()).isEqualTo(OltRecord.State.LIVE);

    // or with the ranges from before, which undoes it
    Decision<ResizeOlt.Step> undo =
        resize(fenced, NOTHING.toBuilder().gemPortIds(1024, 1055).build());
    assertThat(step(undo)).isInstanceOf(ResizeOlt.Step.Done.class);
    assertThat(pools(undo)).hasSize(100);
    assertThat(record(undo)).isEqualTo(manyPons());

    // but not with others
    assertThat(refused(resize(fenced, NOTHING.toBuilder().gemPortIds(1024, 3000).build())).code())
        .isEqualTo(ErrorCode.OLT_BUSY);
  }

  @Test
  void anIdTakenOutsideTheRangesBeforeTheLockUndoesTheResize() {
    OltRegistration narrower = NOTHING.toBuilder().gemPortIds(1024, 1030).build();
    OltRecord fence = record(resize(many(manyPons()), narrower));
    Fixture fenced = many(fence).pool(GEM_PORT_ID, 7, 1024, 1055, 1024, 1040);

    Decision<ResizeOlt.Step> decision = resize(fenced, narrower);

    assertThat(step(decision))
        .isInstanceOfSatisfying(
            ResizeOlt.Step.Undone.class,
            undone -> assertThat(undone.reason().code()).isEqualTo(ErrorCode.RANGE_DIFFERS));
    assertThat(record(decision)).isEqualTo(manyPons());
    // Once a pool is changed there is no way back but the person's.
    fenced.pool(GEM_PORT_ID, 8, 1024, 1030, 1024);
    assertThat(refused(resize(fenced, narrower)).code()).isEqualTo(ErrorCode.RANGE_DIFFERS);
  }

  @Test
  void anOltThatIsBeingMovedOrDeletedIsRefused() {
    OltRecord few = Fixture.record();
    for (OltRecord.State state : List.of(OltRecord.State.MIGRATING, OltRecord.State.DELETING)) {
      OltRecord busy =
          new OltRecord(
              few.pons(), few.ranges(), few.sharedPools(), few.layout(), few.fullPools(), state);
      assertThat(refused(resize(given().record(present(busy)), WIDER)).code())
          .isEqualTo(ErrorCode.OLT_BUSY);
    }
  }

  @Test
  void sharedPoolsAreChangedOnce() {
    OltRecord few = Fixture.record();
    OltRecord sharing =
        new OltRecord(
            few.pons(),
            few.ranges(),
            Map.<ResourceType, Integer>of(GEM_PORT_ID, 5),
            few.layout(),
            few.fullPools(),
            few.state());
    Fixture fixture =
        new Fixture()
            .record(present(sharing))
            .held(path(T4, 1, 1, 0), 1024, 1024, 1025, 1026, 1027)
            .pool(GEM_PORT_ID, 5, 1024, 1055, 1024, 1025, 1026, 1027);

    assertThat(pools(resize(fixture, WIDER))).containsOnlyKeys(new PoolId(GEM_PORT_ID, 5));
    assertThat(refused(resize(fixture, NOTHING.toBuilder().gemPortIds(1026, 2000).build())).facts())
        .containsEntry("ids in use that would fall outside", "gem-port pool 5: 1024-1025");
  }

  // ---- ranges by PON

  /** Registered with one range, though the pools of PON 1 have others. */
  private static Fixture registeredWrongly() {
    return new Fixture()
        .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
        .held(path(T4, 1, 1, 0), 2048, 3072, 3073, 3074, 3075)
        .pool(ALLOC_ID, 0, 1024, 1031, 1024)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027)
        .pool(ALLOC_ID, 1, 2048, 2176, 2048)
        .pool(GEM_PORT_ID, 1, 3072, 4095, 3072, 3073, 3074, 3075);
  }

  private static final OltRegistration OF_PON_1 =
      NOTHING.toBuilder()
          .idsOfPons(1, 1, ALLOC_ID, 2048, 2176)
          .idsOfPons(1, 1, GEM_PORT_ID, 3072, 4095)
          .build();

  @Test
  void wrongRangesAreCorrectedPonByPon() {
    Decision<ResizeOlt.Step> decision = resize(registeredWrongly(), OF_PON_1);

    assertThat(step(decision)).isInstanceOf(ResizeOlt.Step.Done.class);
    assertThat(pools(decision)).as("the pools were right").isEmpty();
    OltRanges ranges = record(decision).ranges();
    assertThat(ranges.of(ALLOC_ID, 0)).contains(IdRanges.of(1024, 1031));
    assertThat(ranges.of(ALLOC_ID, 1)).contains(IdRanges.of(2048, 2176));
    assertThat(ranges.of(GEM_PORT_ID, 1)).contains(IdRanges.of(3072, 4095));
    // and only pools whose range changes are relied on
    assertThat(decision.readSet())
        .contains(new ReadKey.OfPool(new PoolId(ALLOC_ID, 1)))
        .doesNotContain(new ReadKey.OfPool(new PoolId(ALLOC_ID, 0)));
  }

  @Test
  void aRangeForAllReplacesRangesOfSinglePonsIfNoIdIsOutside() {
    Fixture fixture =
        registeredWrongly().record(present(record(resize(registeredWrongly(), OF_PON_1))));

    assertThat(refused(resize(fixture, NOTHING.toBuilder().gemPortIds(1024, 1055).build())).facts())
        .containsEntry("ids in use that would fall outside", "gem-port pool 1: 3072-3075");
    assertThat(
            record(resize(fixture, NOTHING.toBuilder().gemPortIds(1024, 4095).build()))
                .ranges()
                .ofAll())
        .containsEntry(GEM_PORT_ID, IdRanges.of(1024, 4095));
    assertThat(resize(fixture, OF_PON_1)).isInstanceOf(Decision.NoChange.class);
    // only that PON's pool
    Decision<ResizeOlt.Step> wider =
        resize(fixture, NOTHING.toBuilder().idsOfPons(1, 1, GEM_PORT_ID, 3000, 4095).build());
    assertThat(pools(wider)).containsOnlyKeys(new PoolId(GEM_PORT_ID, 1));
  }

  @Test
  void aRangeThatIsThereAlreadyMayBeginBeforeTheLegalSpaceAndBeWidened() {
    Fixture fixture = registeredWrongly().pool(ALLOC_ID, 1, 256, 2176, 2048);

    OltRegistration asThere = OF_PON_1.toBuilder().idsOfPons(1, 1, ALLOC_ID, 256, 2176).build();
    assertThat(record(resize(fixture, asThere)).ranges().of(ALLOC_ID, 1))
        .contains(IdRanges.of(256, 2176));
    assertThat(
            pools(
                    resize(
                        fixture, OF_PON_1.toBuilder().idsOfPons(1, 1, ALLOC_ID, 256, 3000).build()))
                .get(new PoolId(ALLOC_ID, 1))
                .range())
        .isEqualTo(new IdRange(256, 3000));
    assertThat(
            refused(
                    resize(
                        fixture, OF_PON_1.toBuilder().idsOfPons(1, 1, ALLOC_ID, 255, 2176).build()))
                .code())
        .isEqualTo(ErrorCode.RANGE_INVALID);
  }

  @Test
  void manyPoolsOfSomePonsAreChangedInSteps() {
    OltRegistration ofSome = NOTHING.toBuilder().idsOfPons(2, 125, GEM_PORT_ID, 1024, 2048).build();
    Decision<ResizeOlt.Step> first = resize(many(manyPons()), ofSome);

    OltRecord fence = record(first);
    assertThat(fence.resizingTo().of(GEM_PORT_ID, 1)).contains(IdRanges.of(1024, 1055));
    assertThat(fence.resizingTo().of(GEM_PORT_ID, 2)).contains(IdRanges.of(1024, 2048));

    Fixture fenced = many(fence);
    Decision<ResizeOlt.Step> second = resize(fenced, NOTHING);
    pools(second).forEach((id, pool) -> fenced.pool(id.type(), id.index(), present(pool)));
    assertThat(pools(second)).hasSize(100).doesNotContainKey(new PoolId(GEM_PORT_ID, 1));

    Decision<ResizeOlt.Step> last = resize(fenced, ofSome);
    assertThat(pools(last)).hasSize(24);
    assertThat(record(last).ranges().of(GEM_PORT_ID, 125)).contains(IdRanges.of(1024, 2048));
    assertThat(record(last).ranges().of(GEM_PORT_ID, 126)).contains(IdRanges.of(1024, 1055));
    Decision<ResizeOlt.Step> undo =
        resize(fenced, NOTHING.toBuilder().idsOfPons(2, 125, GEM_PORT_ID, 1024, 1055).build());
    assertThat(record(undo)).isEqualTo(manyPons());
    assertThat(
            refused(
                    resize(
                        fenced,
                        NOTHING.toBuilder().idsOfPons(2, 3, GEM_PORT_ID, 1024, 1055).build()))
                .code())
        .isEqualTo(ErrorCode.OLT_BUSY);
  }

  @Test
  void ponsThatShareAPoolAreNotGivenSeveralRanges() {
    OltRecord few = Fixture.record();
    OltRecord sharing =
        new OltRecord(
            few.pons(),
            few.ranges(),
            Map.<ResourceType, Integer>of(GEM_PORT_ID, 5),
            few.layout(),
            few.fullPools(),
            few.state());

    PonkeeperException error =
        refused(
            resize(
                new Fixture().record(present(sharing)),
                NOTHING.toBuilder().idsOfPons(1, 1, GEM_PORT_ID, 1024, 2000).build()));

    assertThat(error.code()).isEqualTo(ErrorCode.RANGE_INVALID);
    assertThat(error.facts())
        .containsEntry("ranges", "gem-port ids: PON 0: 1024-1055; PON 1: 1024-2000");
  }
}
