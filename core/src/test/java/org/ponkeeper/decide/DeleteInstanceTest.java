package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;
import static org.ponkeeper.state.Fixture.takenAfter;
import static org.ponkeeper.state.Fixture.unreadable;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;

class DeleteInstanceTest {

  private static final InstancePath PATH = path(T4, 0, 1, 0);

  private static Fixture withOne() {
    return new Fixture()
        .held(PATH, 1024, 1024, 1025, 1026, 1027)
        .pool(ALLOC_ID, 0, 1024, 1031, 1024)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1024, 1025, 1026, 1027, 1030);
  }

  private static DeleteResult answer(Decision<DeleteResult> decision) {
    return switch (decision) {
      case Decision.Commit<DeleteResult> commit -> commit.answer();
      case Decision.NoChange<DeleteResult> noChange -> noChange.answer();
      case Decision.Refusal<DeleteResult> refusal -> throw new AssertionError(refusal.error());
    };
  }

  @Test
  void freesItsIdsInTheSameTransaction() {
    Decision<DeleteResult> decision = new DeleteInstance(PATH).decide(withOne().state());

    assertThat(answer(decision).deleted()).isTrue();
    assertThat(((Decision.Commit<DeleteResult>) decision).changes())
        .contains(new Change.DropInstance(PATH));
    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of());
    assertThat(takenAfter(decision, GEM_PORT_ID, 0)).contains(List.of(1030));
  }

  @Test
  void succeedsWithoutAnInstance() {
    Decision<DeleteResult> decision =
        new DeleteInstance(path(T4, 0, 9, 0)).decide(withOne().state());

    assertThat(decision).isInstanceOf(Decision.NoChange.class);
    assertThat(answer(decision).deleted()).isFalse();
    assertThat(decision.readSet()).contains(new ReadKey.OfInstance(path(T4, 0, 9, 0)));
  }

  @Test
  void keepsAnAllocIdThatAnInstanceOfAnyTemplateStillUses() {
    Fixture fixture =
        withOne().held(path(SHARING, 0, 2, 0), 1024, 1030).pool(ALLOC_ID, 0, 1024, 1031, 1024);

    Decision<DeleteResult> decision = new DeleteInstance(PATH).decide(fixture.state());

    assertThat(answer(decision).freedAllocId()).isEmpty();
    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1024));
    assertThat(decision.readSet()).contains(new ReadKey.OfInstance(path(SHARING, 0, 2, 0)));
  }

  @Test
  void keepsReservedIdsTaken() {
    Fixture fixture = withOne().reserved(present(Set.of(1025)));

    Decision<DeleteResult> decision = new DeleteInstance(PATH).decide(fixture.state());

    assertThat(takenAfter(decision, GEM_PORT_ID, 0)).contains(List.of(1025, 1030));
  }

  @Test
  void isRefusedByAnUnreadableInstanceOfTheSameOnu() {
    Decision<DeleteResult> same =
        new DeleteInstance(PATH).decide(withOne().garbled(path(SHARING, 0, 1, 5)).state());
    Decision<DeleteResult> other =
        new DeleteInstance(PATH).decide(withOne().garbled(path(SHARING, 0, 2, 5)).state());

    assertThat(same).isInstanceOf(Decision.Refusal.class);
    assertThat(((Decision.Refusal<DeleteResult>) same).error().code())
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(other).isInstanceOf(Decision.Commit.class);
  }

  @Test
  void isRefusedByAPoolThatCannotBeRead() {
    Fixture fixture = withOne().pool(GEM_PORT_ID, 0, unreadable("not JSON"));

    assertThat(new DeleteInstance(PATH).decide(fixture.state()))
        .isInstanceOf(Decision.Refusal.class);
  }

  @Test
  void withAnEtagOnlyThatInstanceIsDeleted() {
    OltState before = withOne().state();
    Etag etag = new Etags(before).of(PATH).orElseThrow();
    DeleteInstance delete = new DeleteInstance(PATH, Optional.of(etag), List.of());
    OltState gone = before.apply(List.of(new Change.DropInstance(PATH)), 500);
    OltState madeAnew =
        new Fixture().reserved(present(Set.of())).held(PATH, 1024, 1024, 1025, 1026, 1027).state();

    assertThat(delete.decide(before)).isInstanceOf(Decision.Commit.class);
    assertThat(delete.decide(before).readSet()).contains(new ReadKey.OfInstance(PATH));
    assertThat(answer(delete.decide(gone)).deleted()).isFalse();
    assertThat(delete.decide(madeAnew))
        .isInstanceOfSatisfying(
            Decision.Refusal.class,
            refusal -> assertThat(refusal.error().code()).isEqualTo(ErrorCode.ETAG_MISMATCH));
    assertThat(delete.decide(madeAnew).readSet()).contains(new ReadKey.OfInstance(PATH));
  }

  /** The sent attempt wrote at least the adapter's data: a refusal would deny that. */
  @Test
  void afterAnUnknownOutcomeAnotherEtagIsNoRefusal() {
    OltState before = withOne().state();
    Etag etag = new Etags(before).of(PATH).orElseThrow();
    OltState gone = before.apply(List.of(new Change.DropInstance(PATH)), 500);
    OltState madeAnew =
        new Fixture().reserved(present(Set.of())).held(PATH, 1024, 1024, 1025, 1026, 1027).state();
    Mutation ownData = new Mutation.Delete(new Key("adapter/a"));
    DeleteInstance delete = new DeleteInstance(PATH, Optional.of(etag), List.of(ownData));
    Request<DeleteResult> again =
        InDoubt.of(delete, gone, (Decision.Commit<DeleteResult>) delete.decide(gone));

    assertThat(again.decide(madeAnew))
        .isInstanceOfSatisfying(
            Decision.Refusal.class,
            refusal -> assertThat(refusal.error().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
  }

  @Test
  void afterAnUnknownOutcomeOnlyTheSameInstanceIsDeleted() {
    OltState before = withOne().state();
    DeleteInstance delete = new DeleteInstance(PATH);
    Request<DeleteResult> again =
        InDoubt.of(delete, before, (Decision.Commit<DeleteResult>) delete.decide(before));

    OltState gone = before.apply(List.of(new Change.DropInstance(PATH)), 500);
    OltState madeAnew =
        new Fixture().reserved(present(Set.of())).held(PATH, 1024, 1024, 1025, 1026, 1027).state();
    assertThat(madeAnew.versionOf(new ReadKey.OfInstance(PATH)))
        .isNotEqualTo(before.versionOf(new ReadKey.OfInstance(PATH)));

    assertThat(again.decide(before)).isInstanceOf(Decision.Commit.class);
    assertThat(again.decide(gone)).isInstanceOf(Decision.NoChange.class);
    assertThat(answer(again.decide(gone)).deleted()).isTrue();
    assertThat(again.decide(madeAnew))
        .isInstanceOfSatisfying(
            Decision.Refusal.class,
            refusal -> assertThat(refusal.error().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
  }

  @Test
  void makesAMissingPoolWithoutTheIdsThatItFrees() {
    Fixture fixture =
        new Fixture()
            .held(PATH, 1024, 1024, 1025, 1026, 1027)
            .held(path(T4, 0, 2, 0), 1025, 1028, 1029, 1030, 1031);

    Decision<DeleteResult> decision = new DeleteInstance(PATH).decide(fixture.state());

    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1025));
    assertThat(takenAfter(decision, GEM_PORT_ID, 0)).contains(List.of(1028, 1029, 1030, 1031));
  }
}
