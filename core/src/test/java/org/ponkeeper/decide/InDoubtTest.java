package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.IdAllocation;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.OltState;

/** The result of a request after a commit with an unknown outcome. */
class InDoubtTest {

  private static final InstancePath PATH =
      new InstancePath(Technology.XGS_PON, new TechProfileId(64), UniPort.of("olt-1", 0, 1, 0));
  private static final ClaimKey CLAIM =
      new ClaimKey(0, ResourceType.ONU_ID, new OwnerName("serial"));

  private static <T> Decision.Commit<T> sent(Request<T> request, OltState on) {
    return (Decision.Commit<T>) request.decide(on);
  }

  private static <T> T answer(Decision<T> decision) {
    return switch (decision) {
      case Decision.Commit<T> commit -> commit.answer();
      case Decision.NoChange<T> noChange -> noChange.answer();
      case Decision.Refusal<T> refusal -> throw refusal.error();
    };
  }

  @Test
  void aCommittedCreateReportsThatItCreated() {
    OltState before = new Fixture().state();
    CreateInstance create = new CreateInstance(PATH, false);
    Decision.Commit<CreateResult> sent = sent(create, before);

    Request<CreateResult> again = InDoubt.of(create, before, sent);

    Decision<CreateResult> found = again.decide(before.apply(sent.changes(), 500));
    assertThat(found).isInstanceOf(Decision.NoChange.class);
    assertThat(answer(found).created()).isTrue();
    assertThat(answer(found).warnings()).isEqualTo(sent.answer().warnings());
  }

  @Test
  void aCreateThatWasNotMadeIsDecidedAgain() {
    OltState before = new Fixture().state();
    CreateInstance create = new CreateInstance(PATH, false);

    Request<CreateResult> again = InDoubt.of(create, before, sent(create, before));

    assertThat(again.decide(before)).isInstanceOf(Decision.Commit.class);
    assertThat(answer(again.decide(before)).created()).isTrue();
  }

  @Test
  void anInstanceWithOtherIdsIsNotReportedAsCreated() {
    OltState before = new Fixture().state();
    CreateInstance create = new CreateInstance(PATH, false);
    Decision.Commit<CreateResult> sent = sent(create, before);
    int first = sent.answer().instance().gemPortIdAt(0);
    OltState theirs =
        new Fixture().held(PATH, sent.answer().instance().allocId().value(), first + 9).state();

    Decision<CreateResult> found = InDoubt.of(create, before, sent).decide(theirs);

    assertThat(answer(found).created()).isFalse();
  }

  @Test
  void aCommittedAllocationReportsAChange() {
    OltState before = new Fixture().state();
    AllocateIds allocate = new AllocateIds(CLAIM, 2, Set.of());
    Decision.Commit<IdAllocation> sent = sent(allocate, before);
    Request<IdAllocation> again = InDoubt.of(allocate, before, sent);

    assertThat(answer(again.decide(before.apply(sent.changes(), 500))).changed()).isTrue();

    OltState theirs =
        before.apply(List.of(new Change.PutClaim(CLAIM, new TreeSet<>(Set.of(7, 8)))), 500);
    assertThat(answer(again.decide(theirs)).changed()).isFalse();
  }

  @Test
  void aCommittedReleaseOrDeleteReportsTheFreedIds() {
    OltState before = new Fixture().state();
    OltState held = before.apply(sent(new AllocateIds(CLAIM, 1, Set.of()), before).changes(), 400);
    ReleaseIds release = new ReleaseIds(CLAIM);
    Decision.Commit<IdRelease> released = sent(release, held);
    assertThat(
            answer(InDoubt.of(release, held, released).decide(held.apply(released.changes(), 500))))
        .isEqualTo(released.answer());

    OltState created = before.apply(sent(new CreateInstance(PATH, false), before).changes(), 400);
    DeleteInstance delete = new DeleteInstance(PATH);
    Decision.Commit<DeleteResult> deleted = sent(delete, created);
    assertThat(deleted.answer().freedGemPortIds()).isNotEmpty();
    assertThat(
            answer(
                InDoubt.of(delete, created, deleted).decide(created.apply(deleted.changes(), 500))))
        .isEqualTo(deleted.answer());
  }
}
