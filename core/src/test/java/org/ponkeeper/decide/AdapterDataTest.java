package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.path;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;

/** When an adapter's own data is written with a create or delete, and when it is not. */
class AdapterDataTest {

  private static final InstancePath PATH = path(T4, 0, 1, 0);
  private static final Key KEY = new Key("adapter/a");
  private static final List<Mutation> DELETE = List.of(new Mutation.Delete(KEY));

  private static Fixture withOne() {
    return new Fixture()
        .held(PATH, 1024, 1024, 1025, 1026, 1027)
        .pool(ALLOC_ID, 0, 1024, 1031, 1024)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027);
  }

  private static List<Mutation> allocIdOf(Instance instance) {
    return List.of(new Mutation.Put(KEY, Bytes.utf8(instance.allocId().toString())));
  }

  private static Decision<CreateResult> create(
      Fixture fixture, Function<Instance, List<Mutation>> adapterData) {
    return new CreateInstance(PATH, false, adapterData).decide(fixture.state());
  }

  private static Change putting(String value) {
    return new Change.OfAdapter(new Mutation.Put(KEY, Bytes.utf8(value)));
  }

  private static List<Change> changes(Decision<?> decision) {
    assertThat(decision).isInstanceOf(Decision.Commit.class);
    return ((Decision.Commit<?>) decision).changes();
  }

  private static PonkeeperException refused(Decision<?> decision) {
    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    return ((Decision.Refusal<?>) decision).error();
  }

  @Test
  void aCreateWritesTheAdaptersDataForItsIds() {
    List<Change> changes = changes(create(new Fixture(), AdapterDataTest::allocIdOf));

    assertThat(changes).contains(putting("1024")).hasSize(4);
  }

  @Test
  void anExistingInstanceGetsTheAdaptersDataIfItIsUnchanged() {
    Decision<CreateResult> decision = create(withOne(), AdapterDataTest::allocIdOf);

    assertThat(changes(decision)).containsExactly(putting("1024"));
    assertThat(((Decision.Commit<CreateResult>) decision).answer().created()).isFalse();
    assertThat(decision.readSet())
        .containsExactlyInAnyOrder(new ReadKey.OfRecord(), new ReadKey.OfInstance(PATH));
  }

  @Test
  void withoutDataNothingIsWrittenForAnExistingInstance() {
    assertThat(create(withOne(), instance -> List.of())).isInstanceOf(Decision.NoChange.class);
  }

  @Test
  void anAdapterThatFailsIsRefusedWithItsReason() {
    IllegalStateException fault = new IllegalStateException("no such ONU in my cache");
    RefusedException own = new RefusedException(ErrorCode.KEY_EXISTS);

    for (Fixture fixture : List.of(new Fixture(), withOne())) {
      PonkeeperException error =
          refused(
              create(
                  fixture,
                  instance -> {
                    throw fault;
                  }));
      assertThat(error.code()).isEqualTo(ErrorCode.ADAPTER_DATA_INVALID);
      assertThat(error).hasCause(fault);
      assertThat(error.facts().get("reason")).contains("no such ONU in my cache");
      assertThat(
              refused(
                  create(
                      fixture,
                      instance -> {
                        throw own;
                      })))
          .isSameAs(own);
    }
  }

  @Test
  void aDeleteWritesTheAdaptersDataEvenWithoutAnInstance() {
    assertThat(
            changes(new DeleteInstance(PATH, Optional.empty(), DELETE).decide(withOne().state())))
        .contains(new Change.DropInstance(PATH), new Change.OfAdapter(DELETE.getFirst()))
        .hasSize(4);

    Decision<DeleteResult> absent =
        new DeleteInstance(PATH, Optional.empty(), DELETE).decide(new Fixture().state());
    assertThat(changes(absent)).containsExactly(new Change.OfAdapter(DELETE.getFirst()));
    assertThat(((Decision.Commit<DeleteResult>) absent).answer().deleted()).isFalse();
    assertThat(absent.readSet())
        .containsExactlyInAnyOrder(new ReadKey.OfRecord(), new ReadKey.OfInstance(PATH));
  }

  @Test
  void afterAnUnknownOutcomeADeleteLeavesTheDataOfANewInstanceAlone() {
    OltState decidedOn = withOne().state();
    DeleteInstance delete = new DeleteInstance(PATH, Optional.empty(), DELETE);
    Decision.Commit<DeleteResult> sent = (Decision.Commit<DeleteResult>) delete.decide(decidedOn);
    Request<DeleteResult> again = InDoubt.of(delete, decidedOn, sent);

    // The same instance: it was not done.
    assertThat(changes(again.decide(decidedOn))).contains(new Change.DropInstance(PATH));

    // Gone: it was done by this call, or by another that knew nothing of the adapter's data.
    Decision<DeleteResult> gone = again.decide(new Fixture().state());
    assertThat(changes(gone)).containsExactly(new Change.OfAdapter(DELETE.getFirst()));
    assertThat(((Decision.Commit<DeleteResult>) gone).answer().deleted()).isTrue();

    // Another instance at the same path: this call may have deleted an earlier one, or not.
    OltState anew =
        new Fixture()
            .held(path(T4, 0, 9, 0), 1030, 1040, 1041, 1042, 1043)
            .held(PATH, 1024, 1024, 1025, 1026, 1027)
            .state();
    assertThat(anew.versionOf(new ReadKey.OfInstance(PATH)))
        .isNotEqualTo(decidedOn.versionOf(new ReadKey.OfInstance(PATH)));
    assertThat(again.decide(anew))
        .isInstanceOfSatisfying(
            Decision.Refusal.class,
            refusal -> assertThat(refusal.error().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
  }
}
