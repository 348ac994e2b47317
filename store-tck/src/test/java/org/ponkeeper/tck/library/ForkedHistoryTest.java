package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.Tagged;
import org.ponkeeper.olt.TakenId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.tck.PlainTemplate;
import org.ponkeeper.tck.simulation.UnnoticedFork;
import org.ponkeeper.template.Templates;

/**
 * An adapter keeps an OLT in memory while its store is restored from a backup, and an operator has
 * worked on the restored store: as many transactions as the adapter has lost, so that the same
 * version stands for another change.
 */
class ForkedHistoryTest {

  private static final int PON = 0;
  private static final OwnerName OURS = new OwnerName("ours");
  private static final OwnerName THEIRS = new OwnerName("theirs");

  /** How the adapter detects the restore. */
  enum Learns {
    /** The store detects it, and the adapter watches. */
    BY_STORE_AND_WATCH,
    /** The store detects it. */
    BY_STORE,
    /** Nothing detects it: only the values in the conditions differ. */
    BY_VALUES
  }

  private final MemoryStore store = new MemoryStore();
  private Optional<Ponkeeper> adapter = Optional.empty();

  @AfterEach
  void close() {
    adapter.ifPresent(Ponkeeper::close);
    store.close();
  }

  @ParameterizedTest
  @EnumSource
  void anotherOwnerOfTheSameIdsIsNoticed(Learns how) {
    Olt olt = oltWithOneService(how);
    fork(
        () -> olt.instances().create(OltScene.T64, uni(2)),
        operator -> operator.instances().create(OltScene.T64, uni(7)));

    olt.instances().create(OltScene.T64, uni(3));
    olt.instances().delete(OltScene.T64, uni(2));
    olt.instances().create(OltScene.T64, uni(4));

    assertThat(onus()).containsExactly(1, 3, 4, 7);
    assertNothingIsWrong();
  }

  @ParameterizedTest
  @EnumSource
  void anotherRecordIsNoticed(Learns how) {
    Olt olt = oltWithOneService(how);
    fork(
        () -> olt.resize(OltRegistration.builder().onuIds(1, 200).build()),
        operator -> operator.resize(OltRegistration.builder().onuIds(1, 64).build()));

    ErrorCode code = OltScene.code(() -> olt.ids().allocate(PON, ResourceType.ONU_ID, OURS, 100));

    assertThat(code).isEqualTo(ErrorCode.POOL_EXHAUSTED);
    assertNothingIsWrong();
  }

  @ParameterizedTest
  @EnumSource
  void anotherTemplateIsNoticed(Learns how) {
    Olt olt = oltWithOneService(how);
    olt.instances().delete(OltScene.T64, uni(1));
    fork(
        () -> {
          apply(adapter.orElseThrow(), 3);
          olt.refresh();
          olt.instances().list();
        },
        operator -> {},
        ponkeeper -> apply(ponkeeper, 2));

    Instance made = olt.instances().create(OltScene.T64, uni(3)).instance();

    assertThat(made.gemPortCount()).isEqualTo(2);
    assertNothingIsWrong();
  }

  @ParameterizedTest
  @EnumSource
  void anotherClaimOfTheSameIdIsNoticed(Learns how) {
    Olt olt = oltWithOneService(how);
    fork(
        () -> olt.ids().allocate(PON, ResourceType.ONU_ID, OURS, 1),
        operator -> operator.ids().allocate(PON, ResourceType.ONU_ID, THEIRS, 1));

    olt.ids().release(PON, ResourceType.ONU_ID, OURS);
    int next = olt.ids().allocate(PON, ResourceType.ONU_ID, OURS, 1).ids().getFirst();

    assertThat(next).isEqualTo(2);
    OltScene.on(
        store,
        ponkeeper ->
            assertThat(olt(ponkeeper).ids().list(PON, ResourceType.ONU_ID).taken())
                .extracting(TakenId::owner)
                .extracting(holder -> ((IdOwner.ByClaim) holder).claim().owner())
                .containsExactly(THEIRS, OURS));
    assertNothingIsWrong();
  }

  @ParameterizedTest
  @EnumSource
  void anEtagOfTheLostHistoryDoesNotMatch(Learns how) {
    Olt olt = oltWithOneService(how);
    List<Etag> lost = new ArrayList<>();
    fork(
        () -> {
          olt.ids().allocate(PON, ResourceType.ONU_ID, OURS, 1);
          olt.ids().find(PON, ResourceType.ONU_ID, OURS).map(Tagged::etag).ifPresent(lost::add);
        },
        operator -> operator.ids().reserve(PON, ResourceType.ONU_ID, OURS, Set.of(9)));

    ErrorCode code =
        OltScene.code(() -> olt.ids().release(PON, ResourceType.ONU_ID, OURS, lost.getFirst()));

    assertThat(code).isEqualTo(ErrorCode.ETAG_MISMATCH);
    assertThat(olt.ids().find(PON, ResourceType.ONU_ID, OURS).orElseThrow().value())
        .containsExactly(9);
    assertNothingIsWrong();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BY_VALUES")
  void readsFromMemoryMatchTheRestoredStore(Learns how) {
    Olt olt = oltWithOneService(how);
    fork(
        () -> olt.instances().create(OltScene.T64, uni(2)),
        operator -> operator.instances().create(OltScene.T64, uni(7)));

    assertThat(olt.instances().find(OltScene.T64, uni(2))).isEmpty();
    assertThat(olt.instances().find(OltScene.T64, uni(7))).isPresent();
    assertThat(olt.instances().list()).hasSize(2);
  }

  private Olt oltWithOneService(Learns how) {
    KeyValueStore seen = how == Learns.BY_VALUES ? new UnnoticedFork(store, true) : store;
    PonkeeperOptions options =
        PonkeeperOptions.DEFAULTS.withWatch(how == Learns.BY_STORE_AND_WATCH);
    adapter = Optional.of(Ponkeeper.on(seen, options));
    apply(adapter.get(), 1);
    Olt olt = olt(adapter.get());
    olt.register(OltScene.registration(0));
    olt.instances().create(OltScene.T64, uni(1));
    return olt;
  }

  private static Olt olt(Ponkeeper ponkeeper) {
    return ponkeeper.olt(Technology.XGS_PON, OltScene.OLT);
  }

  private static UniPort uni(int onu) {
    return UniPort.of("olt-1", 0, onu, 0);
  }

  private static void apply(Ponkeeper ponkeeper, int gemPorts) {
    ponkeeper
        .templates()
        .apply(
            Technology.XGS_PON,
            OltScene.T64,
            PlainTemplate.json("T", gemPorts, false),
            Templates.WhenInUse.PROCEED);
  }

  private void fork(Runnable lost, Consumer<Olt> operator) {
    fork(lost, operator, ponkeeper -> {});
  }

  /** Makes a backup, lets the adapter work, and restores what the operator made of the backup. */
  private void fork(Runnable lost, Consumer<Olt> operator, Consumer<Ponkeeper> more) {
    MemoryStore.Backup backup = store.backup();
    lost.run();
    long reached = store.backup().lastVersion();
    try (MemoryStore elsewhere = new MemoryStore()) {
      elsewhere.restore(backup);
      OltScene.on(
          elsewhere,
          ponkeeper -> {
            operator.accept(olt(ponkeeper));
            more.accept(ponkeeper);
          });
      assertThat(elsewhere.backup().lastVersion()).isEqualTo(reached);
      store.restore(elsewhere.backup());
    }
  }

  private SortedSet<Integer> onus() {
    SortedSet<Integer> onus = new TreeSet<>();
    OltScene.on(
        store,
        ponkeeper ->
            olt(ponkeeper)
                .instances()
                .list()
                .forEach(instance -> onus.add(instance.path().uniPort().onu().number())));
    return onus;
  }

  private void assertNothingIsWrong() {
    OltScene.on(
        store,
        ponkeeper -> {
          assertThat(olt(ponkeeper).audit().findings()).isEmpty();
          List<Integer> gemPortIds =
              olt(ponkeeper).instances().list().stream()
                  .flatMap(instance ->
                      IntStream.range(0, instance.gemPortCount()).mapToObj(instance::gemPortIdAt))
                  .toList();
          assertThat(gemPortIds).doesNotHaveDuplicates();
        });
  }
}
