package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.FLOW_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;
import static org.ponkeeper.state.Fixture.OLT;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.claimKey;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.present;
import static org.ponkeeper.state.Fixture.takenAfter;
import static org.ponkeeper.state.Fixture.unreadable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.TestTemplates;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OnuDeletion;
import org.ponkeeper.olt.OnuReplacement;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.AdapterListType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;

/** What the deletion and the replacement of an ONU change, and what they depend on. */
class OnuRequestsTest {

  private static final OnuId ONU = new OnuId(new PonId(OLT, 0), 1);
  private static final OnuId OTHER = new OnuId(new PonId(OLT, 0), 2);
  private static final OwnerName NEW = new OwnerName("new");
  private static final SortedMap<Key, Optional<AdapterListId>> NO_MAPS = new TreeMap<>();

  /** ONU 1 of "old" with two instances and ids of two types; ONU 2 shares its Alloc-ID. */
  private static Fixture service() {
    return new Fixture()
        .held(path(SHARING, 0, 1, 0), 1024, 1030)
        .held(path(SHARING, 0, 1, 1), 1025, 1031)
        .held(path(SHARING, 0, 2, 0), 1025, 1032)
        .claim(0, ONU_ID, "old", 1)
        .claim(0, GEM_PORT_ID, "old", 1040, 1041)
        .claim(0, ONU_ID, "neighbour", 2)
        .pool(ONU_ID, 0, 1, 32, 1, 2)
        .pool(ALLOC_ID, 0, 1024, 1031, 1024, 1025)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1030, 1031, 1032, 1040, 1041);
  }

  private static DeleteOnu delete() {
    return new DeleteOnu(ONU, NO_MAPS, List.of());
  }

  private static ReplaceOnu replace() {
    return new ReplaceOnu(ONU, NEW, List.of());
  }

  private static <T> Decision.Commit<T> commit(Decision<T> decision) {
    if (decision instanceof Decision.Refusal<T> refusal) {
      throw refusal.error();
    }
    return (Decision.Commit<T>) decision;
  }

  private static <T> T answer(Decision<T> decision) {
    return switch (decision) {
      case Decision.Commit<T> commit -> commit.answer();
      case Decision.NoChange<T> noChange -> noChange.answer();
      case Decision.Refusal<T> refusal -> throw refusal.error();
    };
  }

  private static PonkeeperException refused(Decision<?> decision) {
    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    return ((Decision.Refusal<?>) decision).error();
  }

  private static List<Change> changes(Decision<?> decision) {
    return commit(decision).changes();
  }

  private static OltState after(OltState state, Decision<?> decision, long version) {
    return state.apply(changes(decision), version);
  }

  private static PoolId pool(ResourceType type) {
    return new PoolId(type, 0);
  }

  private static Mutation write(int number) {
    return new Mutation.Put(new Key("adapter/" + number), Bytes.utf8("x"));
  }

  private static List<Mutation> writes(int count) {
    List<Mutation> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      writes.add(write(i));
    }
    return writes;
  }

  @Test
  void aDeletionFreesEverythingOfTheOnuButWhatOthersUse() {
    OltState before = service().state();

    Decision<DeleteOnu.Step> decision = delete().decide(before);

    DeleteOnu.Step step = answer(decision);
    assertThat(step.isLast()).isTrue();
    assertThat(step.deleted())
        .isEqualTo(
            new OnuDeletion(
                ONU,
                Optional.of(new OwnerName("old")),
                List.of(path(SHARING, 0, 1, 0), path(SHARING, 0, 1, 1)),
                new TreeMap<>(
                    Map.of(
                        pool(ONU_ID), IdSet.of(1),
                        pool(ALLOC_ID), IdSet.of(1024),
                        pool(GEM_PORT_ID), IdSet.of(1030, 1031, 1040, 1041)))));
    assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(2));
    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1025));
    assertThat(takenAfter(decision, GEM_PORT_ID, 0)).contains(List.of(1032));
    assertThat(changes(decision))
        .contains(
            new Change.DropInstance(path(SHARING, 0, 1, 0)),
            new Change.DropInstance(path(SHARING, 0, 1, 1)),
            new Change.DropClaim(claimKey(0, ONU_ID, "old")),
            new Change.DropClaim(claimKey(0, GEM_PORT_ID, "old")))
        .hasSize(7);
    assertThat(decision.readSet())
        .contains(
            new ReadKey.OfRecord(),
            new ReadKey.OfPool(pool(ONU_ID)),
            new ReadKey.OfPool(pool(ALLOC_ID)),
            new ReadKey.OfPool(pool(GEM_PORT_ID)),
            new ReadKey.OfInstance(path(SHARING, 0, 1, 0)),
            new ReadKey.OfClaim(claimKey(0, ONU_ID, "old")),
            new ReadKey.OfClaim(claimKey(0, ALLOC_ID, "old")));

    OltState deleted = after(before, decision, 500);
    assertThat(deleted.pon(0).ofOnu(1)).isEmpty();
    assertThat(delete().decide(deleted)).isInstanceOf(Decision.NoChange.class);
  }

  @Test
  void aClaimOfSeveralOnusKeepsTheOthersAndTheOtherIds() {
    Fixture fixture =
        new Fixture()
            .claim(0, ONU_ID, "old", 1, 2)
            .claim(0, GEM_PORT_ID, "old", 1040)
            .pool(ONU_ID, 0, 1, 32, 1, 2)
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1040);

    Decision<DeleteOnu.Step> deleted = delete().decide(fixture.state());
    Decision<OnuReplacement> replaced = replace().decide(fixture.state());

    Change rest = new Change.PutClaim(claimKey(0, ONU_ID, "old"), Set.of(2));
    assertThat(changes(deleted)).contains(rest).hasSize(2);
    assertThat(takenAfter(deleted, ONU_ID, 0)).contains(List.of(2));
    assertThat(changes(replaced))
        .contains(rest, new Change.PutClaim(claimKey(0, ONU_ID, "new"), Set.of(1)))
        .hasSize(3);
    assertThat(takenAfter(replaced, ONU_ID, 0)).contains(List.of(1, 2));
    assertThat(answer(replaced).claims()).containsExactly(claimKey(0, ONU_ID, "old"));
  }

  @Test
  void anOnuIdThatTheGoLibraryAllocatedIsFreedUnlessItsPoolIsShared() {
    Fixture own = new Fixture().pool(ONU_ID, 0, 1, 32, 1, 2);
    OltRecord shared =
        new OltRecord(
            new TreeSet<>(List.of(0, 1)),
            Map.of(ONU_ID, IdRanges.of(1, 32)),
            Map.of(ONU_ID, 0),
            PoolKeyLayout.WITH_TECHNOLOGY,
            false,
            OltRecord.State.LIVE);

    Decision<DeleteOnu.Step> decision = delete().decide(own.state());

    assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(2));
    assertThat(answer(decision).deleted().owner()).isEmpty();
    assertThat(answer(decision).deleted().isChanged()).isTrue();
    assertThat(delete().decide(own.record(Stored.of(shared, 1)).state()))
        .isInstanceOf(Decision.NoChange.class);
    assertThat(refused(replace().decide(own.state())).code()).isEqualTo(ErrorCode.ONU_NOT_FOUND);
  }

  @Test
  void nothingThereIsNoChangeThatDependsOnThereBeingNothing() {
    Decision<DeleteOnu.Step> decision = delete().decide(new Fixture().state());

    assertThat(decision).isInstanceOf(Decision.NoChange.class);
    assertThat(answer(decision).isLast()).isTrue();
    assertThat(answer(decision).deleted().isChanged()).isFalse();
    assertThat(decision.readSet())
        .as("a create of another process writes one of these pools")
        .contains(new ReadKey.OfPool(pool(ONU_ID)), new ReadKey.OfPool(pool(ALLOC_ID)));
  }

  @Test
  void somethingThatCannotBeReadRefuses() {
    List<Fixture> damaged =
        List.of(
            service().garbled(path(SHARING, 0, 1, 2)),
            service().garbledClaim(0, GEM_PORT_ID, "old"),
            service().garbledClaim(0, ONU_ID, "old"),
            service().pool(ONU_ID, 0, unreadable("garbage")),
            service().pool(GEM_PORT_ID, 0, unreadable("garbage")));

    for (Fixture fixture : damaged) {
      Decision<DeleteOnu.Step> decision = delete().decide(fixture.state());
      assertThat(refused(decision).code()).isEqualTo(ErrorCode.CORRUPT_DATA);
      assertThat(decision.readSet()).isNotEmpty();
    }
    for (Fixture fixture : damaged.subList(1, damaged.size())) {
      assertThat(refused(replace().decide(fixture.state())).code())
          .isEqualTo(ErrorCode.CORRUPT_DATA);
    }
  }

  @Test
  void afterAnUnknownOutcomeADeletionThatWasNotMadeIsDecidedAgain() {
    OltState before = service().state();
    Decision.Commit<DeleteOnu.Step> sent = commit(delete().decide(before));
    Request<DeleteOnu.Step> again = InDoubt.of(delete(), before, sent);
    OltState oneLess = before.apply(List.of(new Change.DropInstance(path(SHARING, 0, 1, 0))), 400);

    assertThat(changes(again.decide(before))).isEqualTo(sent.changes());
    assertThat(answer(again.decide(oneLess)).deleted().instances())
        .containsExactly(path(SHARING, 0, 1, 1));
  }

  @Test
  void afterAnUnknownOutcomeAnOnuThatWasCreatedAnewIsLeftAlone() {
    OltState before = service().state();
    Decision.Commit<DeleteOnu.Step> sent = commit(delete().decide(before));
    Request<DeleteOnu.Step> again = InDoubt.of(delete(), before, sent);
    OltState gone = after(before, sent, 500);
    InstancePath path = path(SHARING, 0, 1, 0);
    OltState withInstance = after(gone, new CreateInstance(path, false).decide(gone), 501);
    OltState withOwner =
        after(gone, new AllocateIds(claimKey(0, ONU_ID, "old"), 1, Set.of(1)).decide(gone), 501);

    assertThat(again.decide(gone)).isInstanceOf(Decision.NoChange.class);
    assertThat(answer(again.decide(gone))).isEqualTo(sent.answer());
    for (OltState state : List.of(withInstance, withOwner)) {
      // It may also have been created before the call, unknown to this process.
      assertThat(refused(again.decide(state)).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }
    assertThat(again.decide(withInstance).readSet())
        .contains(new ReadKey.OfInstance(path), new ReadKey.OfClaim(claimKey(0, ONU_ID, "old")));
  }

  @Test
  void afterAnUnknownOutcomeMapsOfAnOnuThatWasCreatedAnewStay() {
    OltState before = new Fixture().pool(ONU_ID, 0, 1, 32).state();
    DeleteOnu delete = new DeleteOnu(ONU, flowInfos(3), List.of(write(0)));
    Request<DeleteOnu.Step> again = InDoubt.of(delete, before, commit(delete.decide(before)));
    OltState anew =
        after(before, new AllocateIds(claimKey(0, ONU_ID, "x"), 1, Set.of(1)).decide(before), 501);

    assertThat(changes(again.decide(before))).hasSize(4);
    assertThat(refused(again.decide(anew)).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  private static SortedMap<Key, Optional<AdapterListId>> flowInfos(int count) {
    SortedMap<Key, Optional<AdapterListId>> infos = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      infos.put(new Key("flow_id_info/{0,1}/{" + i + "}"), Optional.empty());
    }
    return infos;
  }

  /** 150 instances with pools that are large enough. */
  private static Fixture large() {
    Fixture fixture = new Fixture().claim(0, ONU_ID, "old", 1).pool(ONU_ID, 0, 1, 32, 1);
    Integer[] ids = new Integer[150];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 1024 + i;
      fixture.template(100 + i, TestTemplates.sharing(1));
      fixture.held(path(100 + i, 0, 1, i), 1024 + i, 1024 + i);
    }
    return fixture
        .pool(ALLOC_ID, 0, 1024, 2047, ids)
        .pool(GEM_PORT_ID, 0, 1024, 2047, ids)
        .keepsAdapterState();
  }

  @Test
  void anOnuThatIsTooLargeGoesByWholeInstancesAndItsClaimLast() {
    OltState state = large().state();
    List<Mutation> adapterData = writes(100);
    DeleteOnu delete = new DeleteOnu(ONU, NO_MAPS, adapterData);

    List<DeleteOnu.Step> steps = new ArrayList<>();
    do {
      Decision.Commit<DeleteOnu.Step> step = commit(delete.decide(state));
      requireSize(step);
      steps.add(step.answer());
      state = after(state, step, 500 + steps.size());
      boolean hasClaim = !state.claim(claimKey(0, ONU_ID, "old")).isAbsent();
      assertThat(hasClaim).isEqualTo(!step.answer().isLast());
      assertThat(step.changes().containsAll(Change.ofAdapter(adapterData)))
          .isEqualTo(step.answer().isLast());
    } while (!steps.getLast().isLast());

    assertThat(steps.size()).isGreaterThan(1).isLessThan(10);
    OnuDeletion all =
        steps.stream().map(DeleteOnu.Step::deleted).reduce(OnuDeletion::and).orElseThrow();
    assertThat(all.instances()).hasSize(150);
    assertThat(all.freed().get(pool(ALLOC_ID))).hasSize(150);
    assertThat(all.freed().get(pool(ONU_ID))).isEqualTo(IdSet.of(1));
    assertThat(all.owner()).contains(new OwnerName("old"));
  }

  @Test
  void withAnEtagEachStepDependsOnWhatTheLastOneLeft() {
    OltState state = large().state();
    Optional<Etag> etag = new Etags(state).of(ONU);
    OltState before = state;
    assertThat(refused(new DeleteOnu(ONU, NO_MAPS, another(), List.of()).decide(state)).code())
        .isEqualTo(ErrorCode.ETAG_MISMATCH);

    int steps = 0;
    boolean isLast = false;
    while (!isLast) {
      Decision.Commit<DeleteOnu.Step> step =
          commit(new DeleteOnu(ONU, NO_MAPS, etag, List.of()).decide(state));
      requireSize(step);
      state = after(state, step, 500 + steps++);
      etag = step.answer().ifMatch();
      isLast = step.answer().isLast();
      assertThat(new Etags(state).of(ONU)).isEqualTo(isLast ? Optional.empty() : etag);
    }

    assertThat(steps).isGreaterThan(1);
    assertThat(new Etags(before).of(ONU)).isNotEqualTo(etag);
  }

  @Test
  void anotherEtagIsRefusedUnlessTheOwnerIsThereAlready() {
    OltState state = service().state();
    assertThat(refused(new ReplaceOnu(ONU, NEW, another(), List.of()).decide(state)).code())
        .isEqualTo(ErrorCode.ETAG_MISMATCH);

    OltState replaced = after(state, replace().decide(state), 500);
    assertThat(answer(new ReplaceOnu(ONU, NEW, another(), List.of()).decide(replaced)).isChanged())
        .isFalse();
  }

  private static Optional<Etag> another() {
    return Optional.of(new Etag("1-AAAAAAAAAAAAAAAA"));
  }

  @Test
  void afterAnUnknownOutcomeOfAStepTheNextOneContinues() {
    OltState before = large().state();
    DeleteOnu delete = delete();
    Decision.Commit<DeleteOnu.Step> sent = commit(delete.decide(before));
    assertThat(sent.answer().isLast()).isFalse();

    Decision<DeleteOnu.Step> again =
        InDoubt.of(delete, before, sent).decide(after(before, sent, 500));

    assertThat(again).isInstanceOf(Decision.NoChange.class);
    assertThat(answer(again)).isEqualTo(sent.answer());
  }

  @Test
  void mapsBeyondOneTransactionGoBeforeTheClaim() {
    OltState state = new Fixture().claim(0, ONU_ID, "old", 1).pool(ONU_ID, 0, 1, 32, 1).state();

    Decision.Commit<DeleteOnu.Step> first =
        commit(new DeleteOnu(ONU, flowInfos(200), List.of()).decide(state));
    Decision.Commit<DeleteOnu.Step> last =
        commit(new DeleteOnu(ONU, flowInfos(72), List.of()).decide(state));

    requireSize(first);
    assertThat(first.answer().isLast()).isFalse();
    assertThat(first.changes()).hasSize(Txn.MAX_MUTATIONS);
    assertThat(last.answer().isLast()).isTrue();
  }

  private static void requireSize(Decision.Commit<?> step) {
    assertThat(step.readSet()).hasSizeLessThanOrEqualTo(Txn.MAX_CONDITIONS);
    assertThat(step.changes()).hasSizeBetween(1, Txn.MAX_MUTATIONS);
    Set<ReadKey> keys = new HashSet<>();
    step.changes().forEach(change -> assertThat(keys.add(change.readKey())).isTrue());
  }

  private static AdapterListId list(OnuOrUni of, AdapterListType type) {
    return new AdapterListId(of, type);
  }

  @Test
  void adapterStateThatIsKeptGoesTooAndNoKeyIsChangedTwice() {
    UniPort uni = UniPort.of("olt-1", 0, 1, 0);
    AdapterListId ofUni = list(uni, AdapterListType.ALLOC_IDS);
    SortedMap<Key, Optional<AdapterListId>> maps = new TreeMap<>();
    maps.put(new Key("{0,1,0}/alloc_ids"), AdapterListId.of(map(uni, OnuMapType.ALLOC_IDS)));
    maps.put(new Key("{0,1,0}/flow_ids"), AdapterListId.of(map(uni, OnuMapType.FLOW_IDS)));
    Set<AdapterListId> lists =
        Set.of(
            ofUni,
            list(uni, AdapterListType.GEM_PORT_IDS),
            list(uni, AdapterListType.TEMPLATE_IDS),
            list(ONU, AdapterListType.ALLOC_IDS));
    Fixture fixture =
        service()
            .list(ofUni, 1024)
            .list(list(uni, AdapterListType.GEM_PORT_IDS), 1030, 7)
            .list(list(uni, AdapterListType.TEMPLATE_IDS))
            .list(list(ONU, AdapterListType.ALLOC_IDS), 1024)
            .list(list(OTHER, AdapterListType.ALLOC_IDS), 1025);

    Decision.Commit<DeleteOnu.Step> decision =
        commit(new DeleteOnu(ONU, maps, List.of()).decide(fixture.state()));

    requireSize(decision);
    Set<AdapterListId> deleted = new HashSet<>();
    List<Key> raw = new ArrayList<>();
    for (Change change : decision.changes()) {
      switch (change) {
        case Change.PutAdapterList put -> {
          assertThat(put.ids()).isEmpty();
          deleted.add(put.id());
        }
        case Change.OfAdapter own -> raw.add(own.mutation().key());
        default -> {}
      }
    }
    assertThat(deleted).isEqualTo(lists);
    assertThat(raw).containsExactly(new Key("{0,1,0}/flow_ids"));
    assertThat(changes(new DeleteOnu(ONU, maps, List.of()).decide(service().state())))
        .filteredOn(Change.OfAdapter.class::isInstance)
        .hasSize(2);
    assertThat(
            refused(
                    delete()
                        .decide(
                            service()
                                .list(
                                    list(UniPort.of("olt-1", 0, 1, 9), AdapterListType.ALLOC_IDS),
                                    unreadable("garbage"))
                                .state()))
                .code())
        .isEqualTo(ErrorCode.CORRUPT_DATA);
  }

  private static OnuMapId map(OnuOrUni of, OnuMapType type) {
    return new OnuMapId(of, type);
  }

  @Test
  void aReplacementTakesOverAllClaimsAndWritesTheirPools() {
    OltState before = service().state();

    Decision<OnuReplacement> decision = replace().decide(before);

    assertThat(answer(decision))
        .isEqualTo(
            new OnuReplacement(
                ONU,
                Optional.of(new OwnerName("old")),
                NEW,
                List.of(claimKey(0, ONU_ID, "old"), claimKey(0, GEM_PORT_ID, "old"))));
    assertThat(changes(decision))
        .contains(
            new Change.DropClaim(claimKey(0, ONU_ID, "old")),
            new Change.DropClaim(claimKey(0, GEM_PORT_ID, "old")),
            new Change.PutClaim(claimKey(0, ONU_ID, "new"), Set.of(1)),
            new Change.PutClaim(claimKey(0, GEM_PORT_ID, "new"), Set.of(1040, 1041)))
        .hasSize(6);
    assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(1, 2));
    assertThat(takenAfter(decision, GEM_PORT_ID, 0))
        .contains(List.of(1030, 1031, 1032, 1040, 1041));
    assertThat(decision.readSet()).contains(new ReadKey.OfClaim(claimKey(0, FLOW_ID, "new")));
    OltState replaced = after(before, decision, 500);
    assertThat(replace().decide(replaced)).isInstanceOf(Decision.NoChange.class);
    assertThat(answer(replace().decide(replaced)).isChanged()).isFalse();
  }

  @Test
  void aNewOwnerWithIdsOnThePonIsRefused() {
    PonkeeperException error =
        refused(replace().decide(service().claim(0, GEM_PORT_ID, "new", 1050).state()));

    assertThat(error.code()).isEqualTo(ErrorCode.OWNER_HAS_IDS);
    assertThat(error.facts().toString()).contains("1050");
    assertThat(replace().decide(service().claim(1, GEM_PORT_ID, "new", 1050).state()))
        .as("on another PON")
        .isInstanceOf(Decision.Commit.class);
  }

  @Test
  void onlyAnOnuThatExistsCanBeReplaced() {
    Decision<OnuReplacement> decision = replace().decide(new Fixture().state());

    assertThat(refused(decision).code()).isEqualTo(ErrorCode.ONU_NOT_FOUND);
    assertThat(decision.readSet()).contains(new ReadKey.OfPool(pool(ALLOC_ID)));
    assertThat(refused(replace().decide(new Fixture().record(Stored.absent()).state())).code())
        .isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
  }

  @Test
  void anOnuWithoutOwnerGetsOne() {
    Fixture taken = new Fixture().pool(ONU_ID, 0, 1, 32, 1);
    Fixture withInstance = new Fixture().held(path(SHARING, 0, 1, 0), 1024, 1030);

    for (Fixture fixture : List.of(taken, withInstance)) {
      Decision<OnuReplacement> decision = replace().decide(fixture.state());
      assertThat(changes(decision))
          .contains(new Change.PutClaim(claimKey(0, ONU_ID, "new"), Set.of(1)))
          .hasSize(2);
      assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(1));
      assertThat(answer(decision).before()).isEmpty();
      assertThat(answer(decision).isChanged()).isTrue();
    }
  }

  @Test
  void anOnuIdThatIsNotOfferedOrOfAnotherPonIsNotClaimed() {
    OltRecord shared =
        new OltRecord(
            new TreeSet<>(List.of(0, 1)),
            Fixture.record().ranges(),
            Map.of(ONU_ID, 0),
            PoolKeyLayout.WITH_TECHNOLOGY,
            false,
            OltRecord.State.LIVE);
    Fixture ofOtherPon =
        new Fixture()
            .record(present(shared))
            .held(path(SHARING, 0, 1, 0), 1024, 1030)
            .claim(1, ONU_ID, "old", 1)
            .pool(ONU_ID, 0, 1, 32, 1);
    OnuId beyond = new OnuId(new PonId(OLT, 0), 40);

    assertThat(refused(replace().decide(ofOtherPon.state())).code()).isEqualTo(ErrorCode.ID_OWNED);
    assertThat(
            refused(
                    new ReplaceOnu(beyond, NEW, List.of())
                        .decide(new Fixture().held(path(SHARING, 0, 40, 0), 1024, 1030).state()))
                .code())
        .isEqualTo(ErrorCode.ID_OUT_OF_LEGAL_SPACE);
  }

  @Test
  void afterAnUnknownOutcomeALaterReplacementIsNotReverted() {
    for (OltState before :
        List.of(service().state(), new Fixture().pool(ONU_ID, 0, 1, 32, 1).state())) {
      Decision.Commit<OnuReplacement> sent = commit(replace().decide(before));
      Request<OnuReplacement> again = InDoubt.of(replace(), before, sent);
      OltState made = after(before, sent, 500);
      OltState later =
          after(made, new ReplaceOnu(ONU, new OwnerName("third"), List.of()).decide(made), 501);

      assertThat(changes(again.decide(before))).isEqualTo(sent.changes());
      assertThat(again.decide(made)).isInstanceOf(Decision.NoChange.class);
      assertThat(answer(again.decide(made))).isEqualTo(sent.answer());
      assertThat(refused(again.decide(later)).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void aReplacementBeyondOneTransactionIsRefusedWithTheCounts() {
    Decision<OnuReplacement> most =
        new ReplaceOnu(ONU, NEW, writes(Txn.MAX_MUTATIONS - 6)).decide(service().state());
    PonkeeperException error =
        refused(new ReplaceOnu(ONU, NEW, writes(Txn.MAX_MUTATIONS - 5)).decide(service().state()));

    assertThat(changes(most)).hasSize(Txn.MAX_MUTATIONS);
    assertThat(error.code()).isEqualTo(ErrorCode.ONU_TOO_LARGE);
    assertThat(error.facts().toString()).contains("129", "128");
  }

  @Test
  void adapterDataIsInTheSameTransaction() {
    OltState state = service().state();

    assertThat(changes(new DeleteOnu(ONU, NO_MAPS, List.of(write(0))).decide(state)))
        .contains(new Change.OfAdapter(write(0)))
        .hasSize(8);
    assertThat(changes(new ReplaceOnu(ONU, NEW, List.of(write(0))).decide(state)))
        .contains(new Change.OfAdapter(write(0)))
        .hasSize(7);
  }
}
