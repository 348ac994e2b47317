package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.FLOW_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;
import static org.ponkeeper.state.Fixture.MULTICAST;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.claimKey;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;
import static org.ponkeeper.state.Fixture.takenAfter;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.TestTemplates;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.IdAllocation;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;

/** Ids that are allocated directly, to owners whom the caller names. */
class IdRequestsTest {

  private static final ClaimKey ONU_A = claimKey(0, ONU_ID, "serial-a");
  private static final ClaimKey GEM_A = claimKey(0, GEM_PORT_ID, "serial-a");

  private static Decision<IdAllocation> allocate(Fixture fixture, ClaimKey claim, int count) {
    return new AllocateIds(claim, count, Set.of()).decide(fixture.state());
  }

  private static Decision<IdAllocation> reserve(Fixture fixture, ClaimKey claim, Integer... ids) {
    return new AllocateIds(claim, ids.length, Set.of(ids)).decide(fixture.state());
  }

  private static Decision<IdRelease> free(Fixture fixture, Integer... ids) {
    return new ReleaseUnclaimed(0, GEM_PORT_ID, Set.of(ids)).decide(fixture.state());
  }

  private static List<Integer> ids(Decision<IdAllocation> decision) {
    return switch (decision) {
      case Decision.Commit<IdAllocation> commit -> commit.answer().ids();
      case Decision.NoChange<IdAllocation> noChange -> noChange.answer().ids();
      case Decision.Refusal<IdAllocation> refusal -> throw new AssertionError(refusal.error());
    };
  }

  private static ErrorCode refused(Decision<?> decision) {
    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    return ((Decision.Refusal<?>) decision).error().code();
  }

  @Test
  void theLowestFreeIdsAreClaimedAndTakenInOneTransaction() {
    Decision<IdAllocation> decision = allocate(new Fixture(), ONU_A, 2);

    assertThat(ids(decision)).containsExactly(1, 2);
    assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(1, 2));
    assertThat(((Decision.Commit<IdAllocation>) decision).changes())
        .contains(new Change.PutClaim(ONU_A, new TreeSet<>(List.of(1, 2))));
    assertThat(decision.readSet())
        .contains(new ReadKey.OfClaim(ONU_A), new ReadKey.OfPool(new PoolId(ONU_ID, 0)));
  }

  @Test
  void allocatingAgainReturnsTheSameIds() {
    Fixture fixture = new Fixture().claim(0, ONU_ID, "serial-a", 7).pool(ONU_ID, 0, 1, 32, 7);

    Decision<IdAllocation> decision = allocate(fixture, ONU_A, 1);

    assertThat(decision).isInstanceOf(Decision.NoChange.class);
    assertThat(ids(decision)).containsExactly(7);
    assertThat(refused(allocate(fixture, ONU_A, 2))).isEqualTo(ErrorCode.COUNT_OUT_OF_RANGE);
    assertThat(ids(allocate(fixture, claimKey(0, ONU_ID, "serial-b"), 1))).containsExactly(1);
  }

  @Test
  void aRequestForTooManyIdsAllocatesNone() {
    Fixture fixture = new Fixture().pool(GEM_PORT_ID, 0, 1024, 1026, 1024);

    assertThat(refused(allocate(fixture, GEM_A, 3))).isEqualTo(ErrorCode.POOL_EXHAUSTED);
    assertThat(ids(allocate(fixture, GEM_A, 2))).containsExactly(1025, 1026);
  }

  @Test
  void neitherReservedNorMulticastNorOwnedIdsAreHandedOut() {
    Fixture fixture =
        new Fixture()
            .template(MULTICAST, TestTemplates.multicast(1, 1026))
            .held(path(MULTICAST, 0, 1, 0), 1024, 1025)
            .reserved(present(Set.of(1024, 1027)));

    assertThat(ids(allocate(fixture, GEM_A, 2))).containsExactly(1028, 1029);
  }

  @Test
  void reserveTakesExactlyTheseIdsOrNone() {
    Fixture fixture =
        new Fixture()
            .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027, 1040);

    assertThat(ids(reserve(fixture, GEM_A, 1030, 1029))).containsExactly(1029, 1030);
    assertThat(refused(reserve(fixture, GEM_A, 1030, 1027))).isEqualTo(ErrorCode.ID_OWNED);
    assertThat(refused(reserve(fixture, GEM_A, 1040))).isEqualTo(ErrorCode.ID_OWNED);
    assertThat(refused(reserve(fixture, GEM_A, 1056))).isEqualTo(ErrorCode.ID_OUT_OF_LEGAL_SPACE);
  }

  @Test
  void aCountOutOfRangeIsRefused() {
    for (int count : new int[] {0, -1, AllocateIds.MAX_COUNT + 1}) {
      assertThatThrownBy(() -> new AllocateIds(ONU_A, count, Set.of()))
          .isInstanceOf(InvalidRequestException.class);
    }
  }

  @Test
  void releasingFreesAllThatTheOwnerHas() {
    Fixture fixture =
        new Fixture().claim(0, ONU_ID, "serial-a", 7, 9).pool(ONU_ID, 0, 1, 32, 5, 7, 9);

    Decision<IdRelease> decision = new ReleaseIds(ONU_A).decide(fixture.state());

    assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(5));
    assertThat(((Decision.Commit<IdRelease>) decision).changes())
        .contains(new Change.DropClaim(ONU_A));
    assertThat(new ReleaseIds(claimKey(0, ONU_ID, "x")).decide(fixture.state()))
        .isInstanceOf(Decision.NoChange.class);
  }

  @Test
  void afterAnUnknownOutcomeAReleaseIsRepeatedOnlyOnTheSameClaim() {
    OltState before =
        new Fixture().claim(0, ONU_ID, "serial-a", 7).pool(ONU_ID, 0, 1, 32, 7).state();
    ReleaseIds release = new ReleaseIds(ONU_A);
    Request<IdRelease> again =
        InDoubt.of(release, before, (Decision.Commit<IdRelease>) release.decide(before));
    OltState gone = before.apply(List.of(new Change.DropClaim(ONU_A)), 500);
    OltState anew = gone.apply(List.of(new Change.PutClaim(ONU_A, new TreeSet<>(Set.of(7)))), 501);

    assertThat(again.decide(before)).isInstanceOf(Decision.Commit.class);
    assertThat(again.decide(gone)).isInstanceOf(Decision.NoChange.class);
    assertThat(refused(again.decide(anew))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void onlyUnownedIdsCanBeReleasedByNumber() {
    Fixture fixture =
        new Fixture()
            .held(path(T4, 0, 1, 0), 1024, 1024, 1025, 1026, 1027)
            .claim(0, GEM_PORT_ID, "serial-a", 1030)
            .reserved(present(Set.of(1033)))
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027, 1030, 1031, 1033);

    assertThat(takenAfter(free(fixture, 1031), GEM_PORT_ID, 0))
        .contains(List.of(1024, 1025, 1026, 1027, 1030, 1033));
    assertThat(refused(free(fixture, 1031, 1025))).isEqualTo(ErrorCode.ID_OWNED);
    assertThat(refused(free(fixture, 1030))).isEqualTo(ErrorCode.ID_OWNED);
    assertThat(refused(free(fixture, 1033))).isEqualTo(ErrorCode.ID_OWNED);
    assertThat(refused(free(fixture, 1050))).isEqualTo(ErrorCode.ID_NOT_TAKEN);
  }

  @Test
  void aReleaseByNumberWhoseReplyIsLostHasAnUnknownOutcome() {
    Fixture fixture = new Fixture().pool(GEM_PORT_ID, 0, 1024, 1055, 1031);
    ReleaseUnclaimed release = new ReleaseUnclaimed(0, GEM_PORT_ID, Set.of(1031));
    OltState state = fixture.state();
    Request<IdRelease> again =
        InDoubt.of(release, state, (Decision.Commit<IdRelease>) release.decide(state));

    assertThat(refused(again.decide(fixture.state()))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void unreadableValuesAreNeverOverwrittenAndBlockReleaseByNumber() {
    Fixture fixture =
        new Fixture()
            .garbledClaim(0, GEM_PORT_ID, "serial-a")
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1031);

    assertThat(refused(allocate(fixture, GEM_A, 1))).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(refused(new ReleaseIds(GEM_A).decide(fixture.state())))
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(refused(free(fixture, 1031))).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(ids(allocate(fixture, claimKey(0, GEM_PORT_ID, "serial-b"), 1)))
        .containsExactly(1024);
  }

  @Test
  void anInstanceTakesNoIdThatAClaimOwnsThoughItsBitIsClear() {
    Fixture fixture =
        new Fixture()
            .claim(0, GEM_PORT_ID, "serial-a", 1025)
            .claim(0, ALLOC_ID, "serial-a", 1024)
            .pool(ALLOC_ID, 0, 1024, 1031)
            .pool(GEM_PORT_ID, 0, 1024, 1055);

    Decision<CreateResult> decision =
        new CreateInstance(path(T4, 0, 1, 0), false).decide(fixture.state());

    CreateResult answer = ((Decision.Commit<CreateResult>) decision).answer();
    assertThat(answer.instance().allocId().value()).isEqualTo(1025);
    assertThat(Fixture.gemPorts(answer.instance())).containsExactly(1024, 1026, 1027, 1028);
  }

  @Test
  void flowIdsNeedARange() {
    assertThat(refused(allocate(new Fixture(), claimKey(0, FLOW_ID, "a"), 1)))
        .isEqualTo(ErrorCode.RANGE_DIFFERS);
  }
}
