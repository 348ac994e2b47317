package org.ponkeeper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pool.ResourceType.ALLOC_ID;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.state.Fixture.SHARING;
import static org.ponkeeper.state.Fixture.path;
import static org.ponkeeper.state.Fixture.unreadable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.AdapterListType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Fixture;
import org.ponkeeper.state.IdList;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;

/** How a create and a delete change the openolt adapter's lists, and their read sets. */
class AdapterEntriesTest {

  private static final int T1 = SHARING;
  private static final InstancePath PATH = path(T1, 0, 1, 0);
  private static final UniPort PORT = PATH.uniPort();

  private static AdapterListId id(OnuOrUni of, AdapterListType type) {
    return new AdapterListId(of, type);
  }

  private static Set<ReadKey> lists(OnuOrUni of, AdapterListType... types) {
    return Stream.of(types)
        .map(type -> new ReadKey.OfAdapterList(id(of, type)))
        .collect(Collectors.toSet());
  }

  /** The lists that a decision writes. */
  private static Map<AdapterListId, List<Integer>> written(Decision<?> decision) {
    Map<AdapterListId, List<Integer>> written = new TreeMap<>();
    for (Change change : ((Decision.Commit<?>) decision).changes()) {
      if (change instanceof Change.PutAdapterList put) {
        written.put(put.id(), put.ids());
      }
    }
    return written;
  }

  private static Decision<CreateResult> create(Fixture fixture, InstancePath path) {
    return new CreateInstance(path, false).decide(fixture.state());
  }

  private static Decision<DeleteResult> delete(Fixture fixture, InstancePath path) {
    return new DeleteInstance(path).decide(fixture.state());
  }

  private static Set<ReadKey> listKeys(Decision<?> decision) {
    return decision.readSet().stream()
        .filter(ReadKey.OfAdapterList.class::isInstance)
        .collect(Collectors.toSet());
  }

  @Test
  void withoutAdapterStateNoListIsReadOrWritten() {
    Fixture fixture = new Fixture().held(path(T1, 0, 2, 0), 1025, 1040);

    assertThat(listKeys(create(fixture, PATH))).isEmpty();
    assertThat(written(create(fixture, PATH))).isEmpty();
    assertThat(create(fixture, PATH).readSet()).hasSize(6);
    assertThat(listKeys(delete(fixture, path(T1, 0, 2, 0)))).isEmpty();
    assertThat(written(delete(fixture, path(T1, 0, 2, 0)))).isEmpty();
  }

  @Test
  void aCreateAppendsItsEntriesToTheLists() {
    Fixture fixture =
        new Fixture().list(id(PORT, AdapterListType.ALLOC_IDS), 7).keepsAdapterState();

    Decision<CreateResult> decision = create(fixture, PATH);

    assertThat(written(decision))
        .isEqualTo(
            Map.of(
                id(PORT, AdapterListType.ALLOC_IDS), List.of(7, 1024),
                id(PORT, AdapterListType.GEM_PORT_IDS), List.of(1024),
                id(PORT, AdapterListType.TEMPLATE_IDS), List.of(T1)));
    assertThat(listKeys(decision)).isEqualTo(lists(PORT, AdapterListType.values()));
  }

  @Test
  void anExistingEntryIsNotAddedAgainButIsInTheReadSet() {
    Fixture fixture =
        new Fixture()
            .list(id(PORT, AdapterListType.TEMPLATE_IDS), T1)
            .list(id(PORT, AdapterListType.ALLOC_IDS), 1024)
            .list(id(PORT, AdapterListType.GEM_PORT_IDS), 1024);

    Decision<CreateResult> decision = create(fixture, PATH);

    assertThat(written(decision)).isEmpty();
    assertThat(listKeys(decision)).isEqualTo(lists(PORT, AdapterListType.values()));
  }

  @Test
  void aDeleteRemovesItsEntriesAndAListWithoutEntriesGoes() {
    Fixture fixture =
        new Fixture()
            .held(PATH, 1024, 1030)
            .list(id(PORT, AdapterListType.TEMPLATE_IDS), 70, T1)
            .list(id(PORT, AdapterListType.ALLOC_IDS), 1024)
            .list(id(PORT, AdapterListType.GEM_PORT_IDS), 1031, 1030);

    Decision<DeleteResult> decision = delete(fixture, PATH);

    assertThat(written(decision))
        .isEqualTo(
            Map.of(
                id(PORT, AdapterListType.TEMPLATE_IDS), List.of(70),
                id(PORT, AdapterListType.ALLOC_IDS), List.of(),
                id(PORT, AdapterListType.GEM_PORT_IDS), List.of(1031)));
    Set<ReadKey> looked = new HashSet<>(lists(PORT, AdapterListType.values()));
    looked.addAll(lists(PORT.onu(), AdapterListType.ALLOC_IDS, AdapterListType.GEM_PORT_IDS));
    assertThat(listKeys(decision)).isEqualTo(looked);
  }

  @Test
  void anAllocIdStaysInTheListIfAnotherInstanceOfTheSameUniUsesIt() {
    UniPort other = path(T1, 0, 1, 1).uniPort();
    Fixture fixture =
        new Fixture()
            .held(PATH, 1024, 1030)
            .held(path(Fixture.MULTICAST, 0, 1, 0), 1024, 1031)
            .held(path(T1, 0, 1, 1), 1024, 1032)
            .list(id(PORT, AdapterListType.ALLOC_IDS), 1024)
            .list(id(other, AdapterListType.ALLOC_IDS), 1024)
            .list(id(PORT.onu(), AdapterListType.ALLOC_IDS), 1024)
            .list(id(PORT.onu(), AdapterListType.GEM_PORT_IDS), 1032, 1030);

    assertThat(written(delete(fixture, PATH)))
        .isEqualTo(Map.of(id(PORT.onu(), AdapterListType.GEM_PORT_IDS), List.of(1032)));
    assertThat(written(delete(fixture, path(T1, 0, 1, 1))))
        .isEqualTo(
            Map.of(
                id(other, AdapterListType.ALLOC_IDS), List.of(),
                id(PORT.onu(), AdapterListType.GEM_PORT_IDS), List.of(1030)));
  }

  @Test
  void aListThatCannotBeReadRefusesBothAndNothingIsChanged() {
    for (AdapterListType type : AdapterListType.values()) {
      Fixture fixture =
          new Fixture()
              .held(path(T1, 0, 1, 0), 1024, 1030)
              .list(id(PORT, type), unreadable("garbage"));

      for (Decision<?> decision :
          List.of(delete(fixture, PATH), create(fixture, path(Fixture.T4, 0, 1, 0)))) {
        assertThat(decision).isInstanceOf(Decision.Refusal.class);
        assertThat(((Decision.Refusal<?>) decision).error().code())
            .isEqualTo(ErrorCode.CORRUPT_DATA);
        assertThat(((Decision.Refusal<?>) decision).error().facts().toString())
            .contains(type + " of " + PORT);
        assertThat(decision.readSet()).containsAll(lists(PORT, type));
      }
      assertThat(create(fixture, path(Fixture.T4, 0, 2, 0))).isInstanceOf(Decision.Commit.class);
    }
  }

  @Test
  void theStateAfterADecisionHasItsListsAndKnowsWhenOneWasRemoved() {
    Fixture fixture =
        new Fixture()
            .keepsAdapterState()
            .pool(ALLOC_ID, 0, 1024, 1031)
            .pool(GEM_PORT_ID, 0, 1024, 1055);
    ReadKey list = new ReadKey.OfAdapterList(id(PORT, AdapterListType.TEMPLATE_IDS));

    OltState created =
        fixture.state().apply(((Decision.Commit<?>) create(fixture, PATH)).changes(), 500);
    OltState deleted =
        created.apply(
            ((Decision.Commit<?>) new DeleteInstance(PATH).decide(created)).changes(), 501);

    assertThat(created.versionOf(list)).isEqualTo(500);
    assertThat(created.adapterState().find(id(PORT, AdapterListType.TEMPLATE_IDS)).readable())
        .contains(new IdList(List.of(T1)));
    assertThat(deleted.versionOf(list)).isEqualTo(Stored.ABSENT);
    assertThat(deleted.lastChangeOf(list)).as("its own removal makes it not stale").isEqualTo(501);
    assertThat(new CreateInstance(PATH, false).decide(deleted)).isInstanceOf(Decision.Commit.class);
  }

  @Test
  void anAdoptionKeepsAdapterStateIfItFindsAnyUnlessAnOptionSaysNo() {
    Fixture found =
        new Fixture()
            .record(Stored.absent())
            .pool(ALLOC_ID, 0, 1024, 1031)
            .pool(GEM_PORT_ID, 0, 1024, 1055)
            .adapterStateFoundOn(0);
    OltRegistration rest = OltRegistration.builder().onuIds(1, 32).build();

    assertThat(Adoption.record(found.state(), rest, false).adapterState()).isTrue();
    assertThat(
            Adoption.record(found.state(), rest.toBuilder().withoutAdapterState().build(), false)
                .adapterState())
        .isFalse();
    assertThat(Adoption.record(found.adapterStateFoundOn(5).state(), rest, false).adapterState())
        .as("of a PON that is not its own")
        .isFalse();
    assertThat(
            Adoption.record(found.state(), rest.toBuilder().withAdapterState().build(), false)
                .adapterState())
        .isTrue();
  }

  @Test
  void registeringAgainTurnsAdapterStateOnOrOffOnlyOnRequest() {
    Fixture off = new Fixture();
    Fixture on = new Fixture().keepsAdapterState();
    OltRegistration nothing = OltRegistration.adoptExisting();

    assertThat(record(off, nothing.toBuilder().withAdapterState().build()).adapterState()).isTrue();
    assertThat(record(on, nothing.toBuilder().withoutAdapterState().build()).adapterState())
        .isFalse();
    for (Fixture fixture : List.of(on, off)) {
      assertThat(new RegisterOlt(nothing).decide(fixture.state()))
          .isInstanceOf(Decision.NoChange.class);
    }
  }

  private static OltRecord record(Fixture fixture, OltRegistration wanted) {
    Decision.Commit<?> commit =
        (Decision.Commit<?>) new RegisterOlt(wanted).decide(fixture.state());
    return ((Change.PutRecord) commit.changes().getFirst()).record();
  }
}
