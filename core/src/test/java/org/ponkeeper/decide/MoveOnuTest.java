package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.FLOW_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;
import static org.ponkeeper.state.Fixture.MULTICAST;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.TestTemplates;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.AdapterListType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;

/** Where an ONU may move, what moves with it, and what the move depends on. */
class MoveOnuTest {

  private static final OnuId ONU = onu(0, 1);
  private static final OwnerName OLD = new OwnerName("old");

  private static OnuId onu(int pon, int number) {
    return new OnuId(new PonId(OLT, pon), number);
  }

  /**
   * ONU 1 of "old" with two instances that share an Alloc-ID, and claims of two types; ONU 2 beside
   * it. PON 1 has an ONU, too.
   */
  private static Fixture service() {
    return new Fixture()
        .held(path(SHARING, 0, 1, 0), 1024, 1030)
        .held(path(SHARING, 0, 1, 1), 1024, 1031)
        .held(path(SHARING, 0, 2, 0), 1025, 1032)
        .claim(0, ONU_ID, "old", 1)
        .claim(0, GEM_PORT_ID, "old", 1040, 1041)
        .claim(0, ONU_ID, "neighbour", 2)
        .pool(ONU_ID, 0, 1, 32, 1, 2)
        .pool(ALLOC_ID, 0, 1024, 1031, 1024, 1025)
        .pool(GEM_PORT_ID, 0, 1024, 1055, 1030, 1031, 1032, 1040, 1041)
        .held(path(SHARING, 1, 1, 0), 1024, 1024)
        .claim(1, ONU_ID, "other", 1)
        .pool(ONU_ID, 1, 1, 32, 1)
        .pool(ALLOC_ID, 1, 1024, 1031, 1024)
        .pool(GEM_PORT_ID, 1, 1024, 1055, 1024);
  }

  private static OltRecord sharing(ResourceType... types) {
    Map<ResourceType, Integer> shared = new TreeMap<>();
    for (ResourceType type : types) {
      shared.put(type, 0);
    }
    return new OltRecord(
        new TreeSet<>(List.of(0, 1)),
        Fixture.record().ranges(),
        shared,
        PoolKeyLayout.WITH_TECHNOLOGY,
        false,
        OltRecord.State.LIVE);
  }

  private static OnuData data(OltState state, OnuData.Entry... entries) {
    return new OnuData(
        List.of(entries), Set.of(), state.history(), OnuData.versionsOf(state, ONU), false);
  }

  private static MoveOnu move(OltState state, OnuId to) {
    return new MoveOnu(ONU, to.pon(), OptionalInt.of(to.number()), data(state), moved -> List.of());
  }

  private static MoveOnu toPon(OltState state, int pon) {
    return new MoveOnu(
        ONU, new PonId(OLT, pon), OptionalInt.empty(), data(state), moved -> List.of());
  }

  private static Decision<Optional<OnuMove>> decide(Fixture fixture, OnuId to) {
    OltState state = fixture.state();
    return move(state, to).decide(state);
  }

  private static Decision<Optional<OnuMove>> decideToPon(Fixture fixture, int pon) {
    OltState state = fixture.state();
    return toPon(state, pon).decide(state);
  }

  private static OnuMove answer(Decision<Optional<OnuMove>> decision) {
    return decision.answer().orElseThrow();
  }

  private static List<Change> changes(Decision<?> decision) {
    if (decision instanceof Decision.Refusal<?> refusal) {
      throw refusal.error();
    }
    return ((Decision.Commit<?>) decision).changes();
  }

  private static PonkeeperException refused(Decision<?> decision) {
    assertThat(decision).isInstanceOf(Decision.Refusal.class);
    return ((Decision.Refusal<?>) decision).error();
  }

  private static void requireOneTransaction(Decision<?> decision) {
    assertThat(decision.readSet()).hasSizeLessThanOrEqualTo(Txn.MAX_CONDITIONS);
    Set<ReadKey> keys = new HashSet<>();
    changes(decision).forEach(change -> assertThat(keys.add(change.readKey())).isTrue());
    assertThat(changes(decision)).hasSizeLessThanOrEqualTo(Txn.MAX_MUTATIONS);
  }

  private static List<Integer> ids(Instance instance) {
    List<Integer> ids = new ArrayList<>(List.of(instance.allocId().value()));
    ids.addAll(Fixture.gemPorts(instance));
    return ids;
  }

  @Test
  void aMoveWithinAPonChangesOnlyTheOnuId() {
    Decision<Optional<OnuMove>> decision = decide(service(), onu(0, 5));

    requireOneTransaction(decision);
    OnuMove move = answer(decision);
    assertThat(move.to()).isEqualTo(onu(0, 5));
    assertThat(move.owner()).contains(OLD);
    assertThat(move.instances())
        .extracting(moved -> moved.after().path())
        .containsExactly(path(SHARING, 0, 5, 0), path(SHARING, 0, 5, 1));
    assertThat(move.instances())
        .allSatisfy(moved -> assertThat(ids(moved.after())).isEqualTo(ids(moved.before())));
    assertThat(move.claims())
        .containsExactly(
            new OnuMove.OfClaim(
                claimKey(0, ONU_ID, "old"), IdSet.of(1), claimKey(0, ONU_ID, "old"), IdSet.of(5)),
            new OnuMove.OfClaim(
                claimKey(0, GEM_PORT_ID, "old"),
                IdSet.of(1040, 1041),
                claimKey(0, GEM_PORT_ID, "old"),
                IdSet.of(1040, 1041)));
    assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(2, 5));
    assertThat(takenAfter(decision, ALLOC_ID, 0))
        .as("written, because the owner changes")
        .contains(List.of(1024, 1025));
    assertThat(takenAfter(decision, GEM_PORT_ID, 0))
        .contains(List.of(1030, 1031, 1032, 1040, 1041));
    assertThat(changes(decision))
        .contains(
            new Change.DropInstance(path(SHARING, 0, 1, 0)),
            new Change.PutClaim(claimKey(0, ONU_ID, "old"), Set.of(5)))
        .hasSize(8);
  }

  @Test
  void aMoveToAPonWithItsOwnPoolsGetsTheLowestFreeIdsThere() {
    Decision<Optional<OnuMove>> decision = decideToPon(service(), 1);

    requireOneTransaction(decision);
    OnuMove move = answer(decision);
    assertThat(move.to()).isEqualTo(onu(1, 2));
    assertThat(move.instances())
        .extracting(moved -> ids(moved.after()))
        .as("the Alloc-ID is still shared")
        .containsExactly(List.of(1025, 1025), List.of(1025, 1026));
    assertThat(move.claims())
        .containsExactly(
            new OnuMove.OfClaim(
                claimKey(0, ONU_ID, "old"), IdSet.of(1), claimKey(1, ONU_ID, "old"), IdSet.of(2)),
            new OnuMove.OfClaim(
                claimKey(0, GEM_PORT_ID, "old"),
                IdSet.of(1040, 1041),
                claimKey(1, GEM_PORT_ID, "old"),
                IdSet.of(1027, 1028)));
    assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(2));
    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1025));
    assertThat(takenAfter(decision, GEM_PORT_ID, 0)).contains(List.of(1032));
    assertThat(takenAfter(decision, ONU_ID, 1)).contains(List.of(1, 2));
    assertThat(takenAfter(decision, ALLOC_ID, 1)).contains(List.of(1024, 1025));
    assertThat(takenAfter(decision, GEM_PORT_ID, 1))
        .contains(List.of(1024, 1025, 1026, 1027, 1028));
    assertThat(changes(decision))
        .contains(
            new Change.DropClaim(claimKey(0, ONU_ID, "old")),
            new Change.PutClaim(claimKey(1, ONU_ID, "old"), Set.of(2)),
            new Change.DropClaim(claimKey(0, GEM_PORT_ID, "old")),
            new Change.PutClaim(claimKey(1, GEM_PORT_ID, "old"), Set.of(1027, 1028)))
        .hasSize(14);
    assertThat(decision.readSet())
        .contains(
            new ReadKey.OfInstance(path(SHARING, 0, 1, 0)),
            new ReadKey.OfInstance(path(SHARING, 1, 2, 0)),
            new ReadKey.OfClaim(claimKey(1, ALLOC_ID, "old")),
            new ReadKey.OfClaim(claimKey(1, FLOW_ID, "old")),
            new ReadKey.OfReservedIds());
    OltState after = service().state().apply(changes(decision), 500);
    assertThat(after.pon(0).ofOnu(1)).isEmpty();
    assertThat(after.pon(1).ofOnu(2)).hasSize(2);
  }

  @Test
  void idsOfAPoolThatBothPonsUseStay() {
    Fixture fixture =
        new Fixture()
            .record(present(sharing(ONU_ID, ALLOC_ID)))
            .held(path(SHARING, 0, 3, 0), 1027, 1040)
            .claim(0, ONU_ID, "old", 3)
            .pool(ONU_ID, 0, 1, 32, 3)
            .pool(ALLOC_ID, 0, 1024, 1031, 1027)
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1040);
    OltState state = fixture.state();
    OnuId from = onu(0, 3);
    OnuData data =
        new OnuData(List.of(), Set.of(), state.history(), OnuData.versionsOf(state, from), false);

    for (OptionalInt number : List.of(OptionalInt.empty(), OptionalInt.of(3))) {
      Decision<Optional<OnuMove>> decision =
          new MoveOnu(from, new PonId(OLT, 1), number, data, move -> List.of()).decide(state);

      assertThat(answer(decision).to()).isEqualTo(onu(1, 3));
      assertThat(ids(answer(decision).instances().getFirst().after())).containsExactly(1027, 1024);
      assertThat(takenAfter(decision, ONU_ID, 0)).contains(List.of(3));
      assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1027));
      assertThat(takenAfter(decision, GEM_PORT_ID, 0)).contains(List.of());
      assertThat(takenAfter(decision, GEM_PORT_ID, 1)).contains(List.of(1024));
    }
    Decision<Optional<OnuMove>> other =
        new MoveOnu(from, new PonId(OLT, 1), OptionalInt.of(9), data, move -> List.of())
            .decide(state);
    assertThat(takenAfter(other, ONU_ID, 0)).contains(List.of(9));
  }

  @Test
  void idsThatOthersHaveTooOrThatAreReservedStayTaken() {
    Fixture fixture =
        service()
            .held(path(SHARING, 0, 7, 0), 1024, 1045)
            .reserved(present(Set.of(1030)))
            .pool(GEM_PORT_ID, 0, 1024, 1055, 1030, 1031, 1032, 1040, 1041, 1045);

    Decision<Optional<OnuMove>> decision = decideToPon(fixture, 1);

    assertThat(takenAfter(decision, ALLOC_ID, 0)).contains(List.of(1024, 1025));
    assertThat(takenAfter(decision, GEM_PORT_ID, 0)).contains(List.of(1030, 1032, 1045));
    assertThat(decision.readSet()).contains(new ReadKey.OfInstance(path(SHARING, 0, 7, 0)));
  }

  @Test
  void newIdsAreNeitherReservedNorForMulticast() {
    Fixture fixture =
        service()
            .template(SHARING, TestTemplates.multicast(1, 1026))
            .reserved(present(Set.of(1025)));

    OnuMove move = answer(decideToPon(fixture, 1));

    assertThat(move.instances())
        .extracting(moved -> Fixture.gemPorts(moved.after()).getFirst())
        .containsExactly(1027, 1028);
    assertThat(move.claims().getLast().idsAfter()).isEqualTo(IdSet.of(1029, 1030));
  }

  @Test
  void anOnuThatSomethingIsStoredOfIsNotOverwritten() {
    AdapterListId list = new AdapterListId(UniPort.of("olt-1", 0, 6, 0), AdapterListType.ALLOC_IDS);
    List<Decision<Optional<OnuMove>>> decisions =
        List.of(
            decide(service(), ONU),
            decide(service(), onu(0, 2)),
            decide(service(), onu(1, 1)),
            decide(service().held(path(MULTICAST, 0, 6, 0), 1027, 1050), onu(0, 6)),
            decide(service().pool(ONU_ID, 0, 1, 32, 1, 2, 6), onu(0, 6)),
            decide(service().list(list, 1024), onu(0, 6)));

    for (Decision<Optional<OnuMove>> decision : decisions) {
      assertThat(refused(decision).code()).isEqualTo(ErrorCode.ONU_EXISTS);
      assertThat(decision.readSet()).isNotEmpty();
    }
    OltState state = service().state();
    OnuData occupied =
        new OnuData(List.of(), Set.of(6), state.history(), data(state).versions(), false);
    assertThat(
            refused(
                    new MoveOnu(ONU, ONU.pon(), OptionalInt.of(6), occupied, moved -> List.of())
                        .decide(state))
                .code())
        .isEqualTo(ErrorCode.ONU_EXISTS);
  }

  @Test
  void theLowestFreeNumberIsOneOfWhichNothingIsStored() {
    OltState state =
        service()
            .held(path(SHARING, 1, 2, 0), 1026, 1026)
            .pool(ONU_ID, 1, 1, 32, 1, 3)
            .list(new AdapterListId(onu(1, 4), AdapterListType.ALLOC_IDS), 1024)
            .state();
    OnuData data =
        new OnuData(List.of(), Set.of(5), state.history(), data(state).versions(), false);

    Decision<Optional<OnuMove>> decision =
        new MoveOnu(ONU, new PonId(OLT, 1), OptionalInt.empty(), data, moved -> List.of())
            .decide(state);

    assertThat(answer(decision).to()).isEqualTo(onu(1, 6));
  }

  @Test
  void whatCannotMoveIsRefusedWithTheReason() {
    Integer[] all = IntStream.rangeClosed(1024, 1055).boxed().toArray(Integer[]::new);
    Map<ErrorCode, Decision<Optional<OnuMove>>> decisions = new TreeMap<>();
    decisions.put(ErrorCode.ONU_NOT_FOUND, decide(new Fixture(), onu(0, 5)));
    decisions.put(ErrorCode.ID_OUT_OF_LEGAL_SPACE, decide(service(), onu(1, 40)));
    decisions.put(
        ErrorCode.PON_NOT_REGISTERED,
        new MoveOnu(
                ONU,
                new PonId(OLT, 7),
                OptionalInt.empty(),
                data(service().state()),
                m -> List.of())
            .decide(service().state()));
    decisions.put(
        ErrorCode.OLT_NOT_REGISTERED, decide(new Fixture().record(Stored.absent()), onu(0, 5)));
    decisions.put(
        ErrorCode.OWNER_HAS_IDS, decideToPon(service().claim(1, GEM_PORT_ID, "old", 1050), 1));
    decisions.put(
        ErrorCode.POOL_EXHAUSTED, decideToPon(service().pool(GEM_PORT_ID, 1, 1024, 1055, all), 1));
    decisions.put(
        ErrorCode.MULTICAST_GEM_PORT_TAKEN,
        decideToPon(service().template(SHARING, TestTemplates.multicast(1, 1024)), 1));

    decisions.forEach((code, decision) -> {
      assertThat(refused(decision).code()).isEqualTo(code);
      assertThat(decision.readSet()).isNotEmpty();
    });
    assertThat(decide(service().claim(1, GEM_PORT_ID, "old", 1050), onu(0, 5)))
        .as("within a PON, what the owner has elsewhere does not matter")
        .isInstanceOf(Decision.Commit.class);
  }

  @Test
  void somethingThatCannotBeReadRefuses() {
    List<Fixture> damaged =
        List.of(
            service().garbled(path(SHARING, 0, 1, 2)),
            service().garbledClaim(0, GEM_PORT_ID, "old"),
            service().garbledClaim(0, ONU_ID, "old"),
            service().garbledClaim(1, GEM_PORT_ID, "old"),
            service().pool(ONU_ID, 0, unreadable("garbage")),
            service().pool(ONU_ID, 1, unreadable("garbage")),
            service().pool(GEM_PORT_ID, 0, unreadable("garbage")),
            service().pool(ALLOC_ID, 1, unreadable("garbage")),
            service().reserved(unreadable("garbage")),
            service()
                .list(new AdapterListId(ONU, AdapterListType.GEM_PORT_IDS), unreadable("garbage")));

    for (Fixture fixture : damaged) {
      Decision<Optional<OnuMove>> decision = decide(fixture, onu(1, 5));
      assertThat(refused(decision).code()).isEqualTo(ErrorCode.CORRUPT_DATA);
      assertThat(decision.readSet()).isNotEmpty();
    }
  }

  @Test
  void anOnuWithoutOwnerKeepsItsIdTakenAndOneOfSeveralLeavesTheOthers() {
    Fixture ofGo = new Fixture().held(path(SHARING, 0, 1, 0), 1024, 1030).pool(ONU_ID, 0, 1, 32, 1);
    Fixture withoutId = new Fixture().held(path(SHARING, 0, 1, 0), 1024, 1030);
    Fixture several = new Fixture().claim(0, ONU_ID, "old", 1, 2).pool(ONU_ID, 0, 1, 32, 1, 2);

    Decision<Optional<OnuMove>> go = decideToPon(ofGo, 1);
    Decision<Optional<OnuMove>> none = decideToPon(withoutId, 1);
    Decision<Optional<OnuMove>> one = decide(several, onu(0, 5));
    Decision<Optional<OnuMove>> away = decide(several, onu(1, 5));

    assertThat(answer(go).owner()).isEmpty();
    assertThat(takenAfter(go, ONU_ID, 0)).contains(List.of());
    assertThat(takenAfter(go, ONU_ID, 1)).contains(List.of(1));
    assertThat(takenAfter(none, ONU_ID, 1)).isEmpty();
    assertThat(changes(one))
        .containsExactlyInAnyOrder(
            new Change.PutClaim(claimKey(0, ONU_ID, "old"), Set.of(2, 5)), changes(one).getLast());
    assertThat(takenAfter(one, ONU_ID, 0)).contains(List.of(2, 5));
    assertThat(changes(away))
        .contains(
            new Change.PutClaim(claimKey(0, ONU_ID, "old"), Set.of(2)),
            new Change.PutClaim(claimKey(1, ONU_ID, "old"), Set.of(5)));
  }

  private static AdapterListId list(OnuOrUni of, AdapterListType type) {
    return new AdapterListId(of, type);
  }

  @Test
  void listsOfTheAdapterMoveWithTheNewIds() {
    UniPort uni0 = new UniPort(ONU, 0);
    UniPort uni1 = new UniPort(ONU, 1);
    Fixture fixture =
        service()
            .list(list(uni0, AdapterListType.ALLOC_IDS), 1024)
            // 1041 is claimed; 1032 is of ONU 2, and 1032 of PON 1 may be of anybody
            .list(list(uni0, AdapterListType.GEM_PORT_IDS), 1032, 1041, 1030)
            .list(list(uni0, AdapterListType.TEMPLATE_IDS), SHARING, 99)
            .list(list(ONU, AdapterListType.ALLOC_IDS), 1024)
            .list(list(uni1, AdapterListType.ALLOC_IDS));

    Decision<Optional<OnuMove>> away = decide(fixture, onu(1, 5));
    Decision<Optional<OnuMove>> within = decide(fixture, onu(0, 5));

    requireOneTransaction(away);
    UniPort new0 = new UniPort(onu(1, 5), 0);
    UniPort new1 = new UniPort(onu(1, 5), 1);
    assertThat(changes(away))
        .filteredOn(Change.PutAdapterList.class::isInstance)
        .containsExactlyInAnyOrder(
            new Change.PutAdapterList(list(uni0, AdapterListType.ALLOC_IDS), List.of()),
            new Change.PutAdapterList(list(uni0, AdapterListType.GEM_PORT_IDS), List.of()),
            new Change.PutAdapterList(list(uni0, AdapterListType.TEMPLATE_IDS), List.of()),
            new Change.PutAdapterList(list(ONU, AdapterListType.ALLOC_IDS), List.of()),
            new Change.PutAdapterList(list(uni1, AdapterListType.ALLOC_IDS), List.of()),
            new Change.PutAdapterList(list(new0, AdapterListType.ALLOC_IDS), List.of(1025)),
            new Change.PutAdapterList(
                list(new0, AdapterListType.GEM_PORT_IDS), List.of(1028, 1025)),
            new Change.PutAdapterList(
                list(new0, AdapterListType.TEMPLATE_IDS), List.of(SHARING, 99)),
            new Change.PutAdapterList(list(onu(1, 5), AdapterListType.ALLOC_IDS), List.of(1025)),
            new Change.PutAdapterList(list(new1, AdapterListType.ALLOC_IDS), List.of(1025)),
            new Change.PutAdapterList(list(new1, AdapterListType.GEM_PORT_IDS), List.of(1026)),
            new Change.PutAdapterList(list(new1, AdapterListType.TEMPLATE_IDS), List.of(SHARING)));
    assertThat(away.readSet())
        .contains(
            new ReadKey.OfAdapterList(list(uni0, AdapterListType.GEM_PORT_IDS)),
            new ReadKey.OfAdapterList(list(new1, AdapterListType.GEM_PORT_IDS)));
    assertThat(changes(within))
        .contains(
            new Change.PutAdapterList(
                list(new UniPort(onu(0, 5), 0), AdapterListType.GEM_PORT_IDS),
                List.of(1032, 1041, 1030)));
  }

  private static OnuData.Entry map(OnuMapType type, Integer... ids) {
    return new OnuData.Entry(
        new Key("from/" + type),
        7,
        Bytes.utf8("before"),
        Optional.of(new OnuMapId(new UniPort(ONU, 0), type)),
        (onu, translation) ->
            new Mutation.Put(
                new Key(onu + "/" + type),
                Bytes.utf8(translation.of(type.ids(), List.of(ids)).toString())));
  }

  private static Decision<Optional<OnuMove>> withData(
      OltState state, int pon, OnuData.Entry... entries) {
    return new MoveOnu(
            ONU, new PonId(OLT, pon), OptionalInt.of(5), data(state, entries), moved -> List.of())
        .decide(state);
  }

  @Test
  void mapsMoveWithTheNewIdsUnderTheConditionThatTheyAreUnchanged() {
    OnuData.Entry gemPorts = map(OnuMapType.GEM_PORT_IDS, 1041, 1030, 1032);
    OnuData.Entry flows = map(OnuMapType.FLOW_IDS, 7);

    Decision<Optional<OnuMove>> away = withData(service().state(), 1, gemPorts, flows);
    Decision<Optional<OnuMove>> kept =
        withData(service().keepsAdapterState().state(), 1, gemPorts, flows);

    requireOneTransaction(away);
    String to = onu(1, 5) + "/";
    assertThat(changes(away))
        .contains(
            new Change.OfAdapter(new Mutation.Delete(new Key("from/gem-port"))),
            new Change.OfAdapter(
                new Mutation.Put(new Key(to + "gem-port"), Bytes.utf8("[1028, 1025]"))),
            new Change.OfAdapter(new Mutation.Put(new Key(to + "flow"), Bytes.utf8("[7]"))));
    assertThat(away.readSet())
        .contains(
            new ReadKey.OfOnuData(new Key("from/flow"), 7, Optional.of(Bytes.utf8("before"))),
            new ReadKey.OfOnuData(new Key(to + "flow"), Stored.ABSENT, Optional.empty()));
    assertThat(answer(away).maps()).isEqualTo(2);
    assertThat(answer(away).flowInfos()).isZero();
    assertThat(changes(kept))
        .as("a list of the state is written as such")
        .filteredOn(Change.OfAdapter.class::isInstance)
        .hasSize(2);
  }

  @Test
  void mapsThatMayHaveChangedAreReadAgain() {
    OltState state = service().state();
    MoveOnu move = move(state, onu(0, 5));
    OltState moreOfTheOnu =
        state.apply(
            ((Decision.Commit<?>) new CreateInstance(path(SHARING, 0, 1, 3), false).decide(state))
                .changes(),
            500);
    OnuData ofOtherHistory =
        new OnuData(List.of(), Set.of(), new History("other"), data(state).versions(), false);
    ReadKey onData = new ReadKey.OfOnuData(new Key("a"), 7, Optional.of(Bytes.utf8("x")));

    List<Decision<Optional<OnuMove>>> again =
        List.of(
            move.decide(moreOfTheOnu),
            move.afterConflict(Set.of()).decide(state),
            move.afterConflict(Set.of(new ReadKey.OfRecord(), onData)).decide(state),
            new MoveOnu(ONU, ONU.pon(), OptionalInt.of(5), ofOtherHistory, m -> List.of())
                .decide(state));

    for (Decision<Optional<OnuMove>> decision : again) {
      assertThat(decision).isInstanceOf(Decision.NoChange.class);
      assertThat(decision.answer()).isEmpty();
    }
    assertThat(move.afterConflict(Set.of(new ReadKey.OfRecord())).decide(state))
        .isEqualTo(move.decide(state));
  }

  @Test
  void afterAnUnknownOutcomeTheMoveIsDoneOrDecidedAgainOrUnknown() {
    OltState before = service().state();
    OnuId to = onu(1, 5);
    MoveOnu move = move(before, to);
    Decision.Commit<Optional<OnuMove>> sent =
        (Decision.Commit<Optional<OnuMove>>) move.decide(before);
    Request<Optional<OnuMove>> again = InDoubt.of(move, before, sent);
    OltState made = before.apply(sent.changes(), 500);
    OltState deleted =
        made.apply(changes(new DeleteOnu(to, new TreeMap<>(), List.of()).decide(made)), 501);
    OnuData dataThere =
        new OnuData(List.of(), Set.of(), made.history(), OnuData.versionsOf(made, to), false);
    OltState movedOn =
        made.apply(
            changes(
                new MoveOnu(to, ONU.pon(), OptionalInt.of(1), dataThere, moved -> List.of())
                    .decide(made)),
            501);
    OltState replaced =
        made.apply(changes(new ReplaceOnu(to, new OwnerName("new"), List.of()).decide(made)), 501);

    assertThat(again.decide(made)).isInstanceOf(Decision.NoChange.class);
    assertThat(again.decide(made).answer()).isEqualTo(sent.answer());
    assertThat(again.decide(made).readSet())
        .contains(
            new ReadKey.OfInstance(path(SHARING, 0, 1, 0)),
            new ReadKey.OfInstance(path(SHARING, 1, 5, 0)),
            new ReadKey.OfClaim(claimKey(1, ONU_ID, "old")));
    assertThat(changes(again.decide(before))).isEqualTo(sent.changes());
    for (OltState later : List.of(deleted, movedOn, replaced)) {
      assertThat(refused(again.decide(later)).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }
    assertThat(refused(again.afterConflict(Set.of()).decide(before)).code())
        .as("with other maps, the request would not know about the attempt")
        .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void aMoveBeyondOneTransactionIsRefusedWithTheCounts() {
    Fixture fixture = new Fixture().claim(0, ONU_ID, "old", 1).pool(ONU_ID, 0, 1, 32, 1);
    Integer[] ids = new Integer[70];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 1024 + i;
      fixture.held(path(SHARING, 0, 1, i), 1024 + i, 1024 + i);
    }
    fixture.pool(ALLOC_ID, 0, 1024, 2047, ids).pool(GEM_PORT_ID, 0, 1024, 2047, ids);
    OnuData.Entry large =
        new OnuData.Entry(
            new Key("from/large"),
            7,
            Bytes.utf8("x"),
            Optional.empty(),
            (onu, translation) ->
                new Mutation.Put(new Key("to/large"), Bytes.utf8("x".repeat(1 << 20))));

    Decision<Optional<OnuMove>> ofTooMany = decide(fixture, onu(0, 5));
    PonkeeperException tooMany = refused(ofTooMany);
    PonkeeperException tooLarge = refused(withData(service().state(), 0, large));

    assertThat(tooMany.code()).isEqualTo(ErrorCode.ONU_TOO_LARGE);
    assertThat(tooMany.facts().toString()).contains("144", "128");
    assertThat(ofTooMany.readSet())
        .as("a refusal is confirmed in one transaction, too")
        .hasSizeLessThan(Txn.MAX_CONDITIONS)
        .contains(new ReadKey.OfPool(new PoolId(ALLOC_ID, 0)));
    assertThat(tooLarge.code()).isEqualTo(ErrorCode.ONU_TOO_LARGE);
    assertThat(tooLarge.facts().toString()).contains("bytes");
  }

  @Test
  void adapterDataIsForTheMoveAndInTheSameTransaction() {
    OltState state = service().state();
    Function<OnuMove, List<Mutation>> adapterData =
        move -> List.of(new Mutation.Put(new Key("adapter/" + move.to()), Bytes.utf8("x")));
    Function<OnuMove, List<Mutation>> failing =
        move -> {
          throw new IllegalStateException("no");
        };

    Decision<Optional<OnuMove>> decision =
        new MoveOnu(ONU, new PonId(OLT, 1), OptionalInt.empty(), data(state), adapterData)
            .decide(state);

    assertThat(changes(decision))
        .contains(
            new Change.OfAdapter(
                new Mutation.Put(new Key("adapter/" + onu(1, 2)), Bytes.utf8("x"))));
    assertThat(
            refused(
                    new MoveOnu(ONU, new PonId(OLT, 1), OptionalInt.empty(), data(state), failing)
                        .decide(state))
                .code())
        .isEqualTo(ErrorCode.ADAPTER_DATA_INVALID);
  }

  @Test
  void fieldsOfANewerVersionStay() {
    OltState state = service().state();
    StoredInstance.Present stored =
        (StoredInstance.Present) state.find(path(SHARING, 0, 1, 0)).orElseThrow();
    Change.PutInstance ofNewer =
        new Change.PutInstance(
            ((Change.PutInstance) changes(move(state, onu(0, 5)).decide(state)).get(1)).resource(),
            stored.instance(),
            Bytes.utf8("fields"));
    OltState newer = state.apply(List.of(ofNewer), 400);

    assertThat(changes(move(newer, onu(0, 5)).decide(newer)))
        .filteredOn(Change.PutInstance.class::isInstance)
        .extracting(put -> ((Change.PutInstance) put).foreignFields())
        .containsExactly(Bytes.utf8("fields"), null);
  }
}
