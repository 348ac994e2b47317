package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ponkeeper.pon.Technology.XGS_PON;
import static org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
import static org.ponkeeper.pool.ResourceType.ONU_ID;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.template.Templates;

/** The library as an adapter uses it, on a store in memory. */
class PonkeeperTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final TechProfileId T64 = new TechProfileId(64);
  private static final OltRegistration REGISTRATION =
      OltRegistration.builder()
          .pons(0, 3)
          .onuIds(1, 32)
          .allocIds(1024, 1152)
          .gemPortIds(1024, 2048)
          .build();

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);
  private final Olt olt = ponkeeper.olt(XGS_PON, OLT);

  @AfterEach
  void close() {
    ponkeeper.close();
    store.close();
  }

  private static UniPort uni(int pon, int onu, int uni) {
    return UniPort.of("olt-1", pon, onu, uni);
  }

  private void given() {
    ponkeeper
        .templates()
        .apply(
            XGS_PON,
            T64,
            Bytes.utf8(TestTemplates.json("multi-instance", "single-instance", 4, List.of())));
    olt.register(REGISTRATION);
  }

  private static ErrorCode code(Runnable call) {
    try {
      call.run();
    } catch (PonkeeperException e) {
      return e.code();
    }
    throw new AssertionError("nothing was refused");
  }

  private void put(String key, String value) {
    store.commit(Txn.put(new Key("service/voltha/" + key), Bytes.utf8(value)));
  }

  @Test
  void whatWasCreatedIsThereAfterARestart() {
    given();
    List<Instance> created =
        List.of(
            olt.instances().create(T64, uni(0, 1, 0)).instance(),
            olt.instances().create(T64, uni(0, 1, 1)).instance(),
            olt.instances().create(T64, uni(2, 1, 0)).instance());

    try (Ponkeeper restarted = Ponkeeper.on(store)) {
      assertThat(restarted.olt(XGS_PON, OLT).load().instances().list())
          .containsExactlyElementsOf(created);
      assertThat(restarted.olt(XGS_PON, OLT).loadProblems()).isEmpty();
    }
  }

  @Test
  void createAllReturnsAnOutcomeForEachRequest() {
    given();
    Instance before = olt.instances().create(T64, uni(0, 2, 0)).instance();
    List<CreateRequest> requests =
        List.of(
            CreateRequest.of(T64, uni(0, 1, 0)),
            CreateRequest.of(T64, uni(0, 2, 0)),
            CreateRequest.of(T64, uni(0, 1022, 0)),
            CreateRequest.of(T64, uni(9, 1, 0)),
            CreateRequest.of(T64, uni(3, 1, 0)));

    List<Outcome<CreateResult>> outcomes = olt.instances().createAll(requests);

    assertThat(outcomes.get(0).orThrow().created()).isTrue();
    assertThat(outcomes.get(1).orThrow()).isEqualTo(new CreateResult(before, false, List.of()));
    assertThat(code(outcomes.get(2)::orThrow)).isEqualTo(ErrorCode.ID_OUT_OF_LEGAL_SPACE);
    assertThat(code(outcomes.get(3)::orThrow)).isEqualTo(ErrorCode.PON_NOT_REGISTERED);
    assertThat(outcomes.get(4).orThrow().created()).isTrue();
    assertThat(olt.instances().list()).hasSize(3);

    List<DeleteRequest> deletions =
        requests.stream()
            .map(request -> DeleteRequest.of(request.template(), request.uniPort()))
            .toList();
    assertThat(olt.instances().deleteAll(deletions).stream())
        .filteredOn(outcome ->
            outcome instanceof Outcome.Done<DeleteResult> done && done.answer().deleted())
        .hasSize(3);
    assertThat(olt.instances().list()).isEmpty();
    assertThat(olt.audit().findings()).isEmpty();
  }

  @Test
  void manyCreatesGoIntoFewTransactions() {
    given();
    olt.load();
    List<CreateRequest> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.add(CreateRequest.of(T64, uni(i / 10, 1 + i % 10, 0)));
    }
    long before = versionOf("before");

    assertThat(olt.instances().createAll(requests))
        .hasSize(40)
        .allMatch(outcome -> outcome.orThrow().created());

    // 40 instances, 8 pools: fewer than the 128 keys of a transaction, so one or two of them.
    assertThat(versionOf("after") - before).isLessThanOrEqualTo(3);
  }

  /** The version that a commit has now. */
  private long versionOf(String key) {
    put(key, "");
    return store.get(new Key("service/voltha/" + key)).orElseThrow().version().token();
  }

  @Test
  void createAllRejectsPortsOfAnotherOlt() {
    given();
    List<CreateRequest> requests = List.of(CreateRequest.of(T64, UniPort.of("other", 0, 1, 0)));

    assertThatThrownBy(() -> olt.instances().createAll(requests))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void creatingTwiceGivesTheSameInstanceOnce() {
    given();

    CreateResult first = olt.instances().create(T64, uni(0, 1, 0));
    CreateResult second = olt.instances().create(T64, uni(0, 1, 0));

    assertThat(first.created()).isTrue();
    assertThat(second.created()).isFalse();
    assertThat(second.instance()).isEqualTo(first.instance());
    assertThat(olt.instances().list()).hasSize(1);
  }

  @Test
  void freedIdsAreAllocatedAgain() {
    given();
    Instance first = olt.instances().create(T64, uni(0, 1, 0)).instance();
    olt.instances().create(T64, uni(0, 2, 0));

    assertThat(olt.instances().delete(T64, uni(0, 1, 0)).deleted()).isTrue();
    assertThat(olt.instances().delete(T64, uni(0, 1, 0)).deleted()).isFalse();
    Instance third = olt.instances().create(T64, uni(0, 3, 0)).instance();

    assertThat(third.allocId()).isEqualTo(first.allocId());
    assertThat(third.gemPortIds()).isEqualTo(first.gemPortIds());
  }

  @Test
  void onlyRequestedPonsAreLoaded() {
    given();
    olt.instances().create(T64, uni(0, 1, 0));
    olt.instances().create(T64, uni(1, 1, 0));

    try (Ponkeeper other = Ponkeeper.on(store)) {
      Olt lazy = other.olt(XGS_PON, OLT);
      assertThat(lazy.instances().find(T64, uni(1, 1, 0))).isPresent();
      put(
          "resource_instances/XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}",
          "not read, so not found to be garbage");
      assertThat(lazy.instances().list(1)).hasSize(1);
      assertThat(lazy.instances().create(T64, uni(1, 2, 0)).created()).isTrue();
    }
  }

  @Test
  void twoPonkeepersOnOneStoreNeverGiveAnIdTwice() throws Exception {
    given();
    try (Ponkeeper other = Ponkeeper.on(store);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Olt> olts = List.of(olt, other.olt(XGS_PON, OLT));
      List<Future<Instance>> creates =
          IntStream.range(0, 120)
              .mapToObj(i ->
                  threads.submit(() ->
                      olts.get(i % 2).instances().create(T64, uni(i % 4, 1 + i / 4, 0)).instance()))
              .toList();
      Set<String> owned = new HashSet<>();
      for (Future<Instance> create : creates) {
        Instance instance = create.get();
        int pon = instance.path().uniPort().pon().number();
        assertThat(owned.add("alloc " + pon + " " + instance.allocId())).isTrue();
        instance.gemPortIds().forEach(id -> assertThat(owned.add(pon + " " + id)).isTrue());
      }
    }
    olt.refresh();
    assertThat(olt.instances().list()).hasSize(120);
    assertThat(olt.overview().pools())
        .isNotEmpty()
        .allMatch(pool -> pool.taken() == 30 || pool.taken() == 120);
  }

  @Test
  void changesOfOthersAreSeenByTheNextConflictingRequest() {
    given();
    Instance mine = olt.instances().create(T64, uni(0, 1, 0)).instance();
    try (Ponkeeper other = Ponkeeper.on(store)) {
      other.olt(XGS_PON, OLT).instances().delete(T64, uni(0, 1, 0));
      other.olt(XGS_PON, OLT).instances().create(T64, uni(0, 2, 0));
    }

    CreateResult again = olt.instances().create(T64, uni(0, 1, 0));

    assertThat(again.created()).isTrue();
    assertThat(again.instance().allocId()).isNotEqualTo(mine.allocId());
  }

  @Test
  void aTemplateThatOthersChangedIsReadAgain() {
    given();
    olt.instances().create(T64, uni(0, 1, 0));
    ponkeeper
        .templates()
        .apply(
            XGS_PON,
            T64,
            Bytes.utf8(TestTemplates.json("multi-instance", "single-instance", 2, List.of())),
            Templates.WhenInUse.PROCEED);

    Instance next = olt.instances().create(T64, uni(0, 2, 0)).instance();

    assertThat(next.gemPortCount()).isEqualTo(2);
    assertThat(next.trafficQueues(Direction.UPSTREAM)).hasSize(2);
    assertThat(olt.loadProblems())
        .hasSize(1)
        .first()
        .extracting(Finding::kind)
        .isEqualTo(FindingKind.MISFIT_INSTANCE);
  }

  @Test
  void anInstanceWithoutAMatchingTemplateIsReturnedWithItsIds() {
    given();
    Instance made = olt.instances().create(T64, uni(0, 1, 0)).instance();
    ponkeeper.templates().delete(XGS_PON, T64, Templates.WhenInUse.PROCEED);

    try (Ponkeeper restarted = Ponkeeper.on(store)) {
      CreateResult again = restarted.olt(XGS_PON, "olt-1").instances().create(T64, uni(0, 1, 0));

      assertThat(again.created()).isFalse();
      assertThat(again.instance().isResolved()).isFalse();
      assertThat(again.instance().gemPortIds()).isEqualTo(made.gemPortIds());
      assertThat(code(() -> again.instance().trafficQueues(Direction.UPSTREAM)))
          .isEqualTo(ErrorCode.CORRUPT_DATA);
    }
  }

  @Test
  void templatesInUseKeepTheirShapeUnlessForced() {
    given();
    olt.instances().create(T64, uni(0, 1, 0));
    Templates templates = ponkeeper.templates();
    Bytes two = Bytes.utf8(TestTemplates.json("multi-instance", "single-instance", 2, List.of()));

    assertThat(code(() -> templates.apply(XGS_PON, T64, two))).isEqualTo(ErrorCode.TEMPLATE_IN_USE);
    assertThat(code(() -> templates.delete(XGS_PON, T64))).isEqualTo(ErrorCode.TEMPLATE_IN_USE);
    templates.delete(XGS_PON, T64, Templates.WhenInUse.PROCEED);
    assertThat(code(() -> templates.get(XGS_PON, T64))).isEqualTo(ErrorCode.TEMPLATE_NOT_FOUND);
  }

  @Test
  void badTemplatesAreRefusedAndNothingIsStored() {
    String good = TestTemplates.json("multi-instance", "single-instance", 1, List.of());
    for (String bad :
        List.of(
            "",
            "{",
            good + good,
            good.replace("\"version\"", "\"versoin\""),
            good.replace("AdditionalBW_BestEffort", "auto"),
            good.replace("\"num_gem_ports\":1", "\"num_gem_ports\":-1"),
            good.replace("\"num_gem_ports\":1", "\"num_gem_ports\":99999999999"),
            good.replace("\"num_gem_ports\":1", "\"num_gem_ports\":2"),
            good.replace("us_scheduler", "ds_scheduler"),
            good.replace("0b0", "0b"),
            TestTemplates.json("multi-instance", "multi-instance", 1, List.of()))) {
      assertThat(
              code(() ->
                  ponkeeper
                      .templates()
                      .apply(XGS_PON, T64, Bytes.utf8(bad), Templates.WhenInUse.PROCEED)))
          .as(bad)
          .isEqualTo(ErrorCode.TEMPLATE_INVALID);
    }
    assertThat(ponkeeper.templates().list(XGS_PON)).isEmpty();
  }

  @Test
  void unreadableValuesAreReportedAndBlockOnlyDependentRequests() {
    given();
    olt.instances().create(T64, uni(0, 1, 0));
    olt.instances().create(T64, uni(1, 1, 0));
    put("resource_instances/XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}", "garbage");
    put("resource_instances/XGS-PON/64/olt-{olt-1}/pon-{0}/junk", "garbage");
    put("resource_instances/XGS-PON/x/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}", "garbage");
    put("resource_instances/XGS-PON/64-x/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}", "garbage");
    put("resource_instances/XGS-PON/64", "garbage");
    put("resource_instances/XGS-PON/7", "garbage");
    put("resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{2}", "garbage");
    olt.refresh();

    assertThat(olt.instances().list()).hasSize(1);
    assertThat(olt.loadProblems())
        .extracting(Finding::kind)
        .containsExactlyInAnyOrder(
            FindingKind.UNREADABLE_INSTANCE,
            FindingKind.UNREADABLE_POOL,
            FindingKind.STRAY_KEY,
            FindingKind.STRAY_KEY,
            FindingKind.STRAY_KEY,
            FindingKind.STRAY_KEY,
            FindingKind.STRAY_KEY);
    assertThat(code(() -> olt.instances().get(T64, uni(0, 1, 0))))
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(code(() -> olt.instances().create(T64, uni(0, 1, 0))))
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(code(() -> olt.instances().create(T64, uni(2, 1, 0))))
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(olt.instances().create(T64, uni(0, 2, 0)).created()).isTrue();
    assertThat(
            store
                .get(
                    new Key(
                        "service/voltha/resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{2}"))
                .orElseThrow()
                .value()
                .toUtf8())
        .isEqualTo("garbage");
  }

  @Test
  void anOltWithoutAnyDataIsRefused() {
    Olt unknown = ponkeeper.olt(XGS_PON, new OltId("unknown"));
    UniPort port = UniPort.of("unknown", 0, 1, 0);

    assertThat(code(() -> unknown.instances().create(T64, port)))
        .isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
    assertThat(code(() -> unknown.instances().delete(T64, port)))
        .isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
    assertThat(code(() -> unknown.instances().get(T64, port)))
        .isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
  }

  @Test
  void aClosedPonkeeperTakesNoRequests() {
    given();
    ponkeeper.close();

    assertThatThrownBy(() -> olt.instances().create(T64, uni(0, 1, 0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyOltWithDataIsListed() {
    given();
    put("resource_instances/GPON/70/olt-{a}/pon-{0}/onu-{1}/uni-{0}", "x");
    put("resource_instances/GPON/70/olt-{b}/pon-{0}/onu-{1}/uni-{0}", "x");
    put("resource_instances/GPON/71/olt-{b}/pon-{0}/onu-{1}/uni-{0}", "x");
    put("resource_manager/{EPON}/{c}/onu_id_pool/{0}", "x");
    put("resource_manager/{d}/onu_id_pool/{0}", "x");
    put("resource_manager/{d}/onu_id_pool/{1}", "x");
    put("resource_manager/{b}/onu_id_pool/{1}", "x");
    put("resource_manager/config/reserved_gemport_ids", "[]");

    assertThat(ponkeeper.olts().list())
        .extracting(known ->
            known.technology().map(Object::toString).orElse("?")
                + " "
                + known.olt()
                + " "
                + known.registered())
        .containsExactly(
            "GPON a false", "GPON b false", "EPON c false", "? d false", "XGS-PON olt-1 true");
  }

  @Test
  void idsAreAllocatedToOwnersAndFoundAgainAfterARestart() {
    given();
    PonId pon = new PonId(OLT, 1);
    OwnerName serial = new OwnerName("ALCL00001234");
    assertThat(olt.ids().allocate(pon.number(), ONU_ID, serial, 1).ids()).containsExactly(1);
    olt.instances().create(T64, uni(1, 1, 0));

    try (Ponkeeper restarted = Ponkeeper.on(store)) {
      ResourceIds ids = restarted.olt(XGS_PON, OLT).ids();
      assertThat(ids.allocate(pon.number(), ONU_ID, serial, 1).changed()).isFalse();
      assertThat(ids.owner(pon.number(), ONU_ID, 1).orElseThrow())
          .hasToString("owner ALCL00001234 on PON 1");
      assertThat(ids.owner(pon.number(), GEM_PORT_ID, 1025).orElseThrow())
          .hasToString("instance XGS-PON/64/olt-{olt-1}/pon-{1}/onu-{1}/uni-{0}");
      assertThat(ids.owner(pon.number(), GEM_PORT_ID, 1028)).isEmpty();
      assertThat(ids.list(pon.number(), GEM_PORT_ID).taken()).hasSize(4);
      assertThat(ids.list(pon.number(), GEM_PORT_ID).free()).isEqualTo(1025 - 4);
      assertThat(ids.release(pon.number(), ONU_ID, serial).ids()).containsExactly(1);
      assertThat(ids.owner(pon.number(), ONU_ID, 1)).isEmpty();
    }
  }

  @Test
  void readersSeeWhatOthersChanged() {
    given();
    olt.instances().create(T64, uni(0, 1, 0));
    try (Ponkeeper other = Ponkeeper.on(store)) {
      other.olt(XGS_PON, OLT).instances().delete(T64, uni(0, 1, 0));
      other.olt(XGS_PON, OLT).instances().create(T64, uni(1, 1, 0));
    }

    await(() -> olt.instances().find(T64, uni(0, 1, 0)).isEmpty());
    await(() -> olt.instances().find(T64, uni(1, 1, 0)).isPresent());
  }

  @Test
  void readersSeeATemplateThatWasReplaced() {
    given();
    olt.instances().create(T64, uni(0, 1, 0));
    assertThat(olt.load().loadProblems()).isEmpty();

    put("technology_profiles/XGS-PON/64", "garbage");

    await(() -> !olt.loadProblems().isEmpty());
  }

  @Test
  void withoutAWatchARefreshShowsTheChange() {
    given();
    olt.instances().create(T64, uni(0, 1, 0));
    try (Ponkeeper blind = Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withWatch(false))) {
      Olt blindly = blind.olt(XGS_PON, OLT).load();
      olt.instances().delete(T64, uni(0, 1, 0));

      assertThat(blindly.instances().list()).hasSize(1);
      blindly.refresh();
      assertThat(blindly.instances().list()).isEmpty();
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
