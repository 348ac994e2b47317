package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.claimKey;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.unreadable;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/**
 * A refusal because of a value that cannot be read relies on that value: so it is refused only as
 * long as the value is as it was, and not from memory after it was mended.
 */
class RefusalReadSetTest {

  private static final Stored<ResourcePool> GARBAGE = unreadable("not JSON");
  private static final InstancePath SERVICE = path(T4, 0, 1, 0);
  private static final InstancePath OTHER = path(T4, 0, 2, 0);
  private static final ClaimKey ONU = claimKey(0, ONU_ID, "serial-a");
  private static final PoolId ALLOC = new PoolId(ALLOC_ID, 0);
  private static final PoolId GEM = new PoolId(GEM_PORT_ID, 0);
  private static final PoolId ONUS = new PoolId(ONU_ID, 0);

  private static Fixture withPools() {
    return new Fixture()
        .held(SERVICE, 1024, 1024, 1025, 1026, 1027)
        .pool(ALLOC_ID, 0, 1024, 1031, 1024)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027)
        .pool(ONU_ID, 0, 1, 32, 7);
  }

  static Stream<Arguments> refusals() {
    Request<?> allocate = new AllocateIds(ONU, 1, Set.of());
    Request<?> releaseClaim = new ReleaseIds(ONU);
    Request<?> release = new ReleaseUnclaimed(0, GEM_PORT_ID, Set.of(1030));
    Request<?> create = new CreateInstance(OTHER, false);
    Request<?> delete = new DeleteInstance(SERVICE);
    Fixture reserved = withPools().reserved(unreadable("not JSON"));
    Fixture alloc = withPools().pool(ALLOC_ID, 0, GARBAGE);
    Fixture gem = withPools().pool(GEM_PORT_ID, 0, GARBAGE);
    Fixture onus = withPools().pool(ONU_ID, 0, GARBAGE);
    Fixture claimed = withPools().claim(0, ONU_ID, "serial-a", 7).pool(ONU_ID, 0, GARBAGE);
    Fixture noPool =
        new Fixture().garbled(SERVICE).pool(ALLOC_ID, 0, 1024, 1031).pool(ONU_ID, 0, 1, 32);
    Fixture owner = withPools().garbled(OTHER).pool(GEM_PORT_ID, 0, 1024, 1055, 1030);
    Fixture noOnuPool = new Fixture().garbledClaim(0, ONU_ID, "serial-b");
    return Stream.of(
        Arguments.of(allocate, reserved, new ReadKey.OfReservedIds()),
        Arguments.of(allocate, onus, new ReadKey.OfPool(ONUS)),
        Arguments.of(allocate, noOnuPool, new ReadKey.OfClaim(claimKey(0, ONU_ID, "serial-b"))),
        Arguments.of(releaseClaim, claimed, new ReadKey.OfPool(ONUS)),
        Arguments.of(release, gem, new ReadKey.OfPool(GEM)),
        Arguments.of(release, owner, new ReadKey.OfInstance(OTHER)),
        Arguments.of(create, alloc, new ReadKey.OfPool(ALLOC)),
        Arguments.of(create, gem, new ReadKey.OfPool(GEM)),
        Arguments.of(create, noPool, new ReadKey.OfInstance(SERVICE)),
        Arguments.of(create, noPool, new ReadKey.OfPool(GEM)),
        Arguments.of(delete, alloc, new ReadKey.OfPool(ALLOC)),
        Arguments.of(delete, gem, new ReadKey.OfPool(GEM)),
        Arguments.of(new RepairPool(GEM, Set.of(0), IdSet.of(), 0), gem, new ReadKey.OfPool(GEM)),
        Arguments.of(
            new TakeOverIds(Map.of(GEM, IdSet.of(1040)), Set.of(0)), gem, new ReadKey.OfPool(GEM)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void readSetHasTheUnreadableValue(Request<?> request, Fixture fixture, ReadKey readKey) {
    Decision<?> decision = request.decide(fixture.state());

    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    PonkeeperException error = ((Decision.Refusal<?>) decision).error();
    assertThat(error.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(error.facts()).containsKeys("what", "reason");
    assertThat(decision.readSet()).contains(readKey);
  }
}
