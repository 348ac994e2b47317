package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pon.Technology.XGS_PON;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.maintenance.HandOver.AdapterStateUse;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.GoVersion;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/** An OLT is handed over to the openolt adapter, with the adapter's state of each UNI port. */
@Timeout(60)
class AdapterHandOverTest {

  private static final String BASE = "service/voltha/";
  private static final String PATH = "service/voltha/technology_profiles";
  private static final TechProfileId T65 = new TechProfileId(65);
  private static final String MAPS = "resource_manager/{olt-1}/";
  private static final String INFO =
      "{\"SerialNumber\":\"ALPH00000001\",\"GemPorts\":[1024],\"UniPorts\":%s,\"OnuID\":1,"
          + "\"IntfID\":0}";

  private final MemoryStore truth = new MemoryStore();

  @BeforeEach
  void register() {
    put("technology_profiles/XGS-PON/64", OltScene.TEMPLATE);
    put("technology_profiles/XGS-PON/65", OltScene.TEMPLATE);
    with(olt -> {
      olt.register(OltScene.registration(0));
      olt.poolKeys().move(PoolKeyLayout.WITHOUT_TECHNOLOGY, progress -> {});
      return olt;
    });
  }

  private static UniPort port(int pon, int onu, int uni) {
    return UniPort.of("olt-1", pon, onu, uni);
  }

  private <T> T on(KeyValueStore store, Function<Olt, T> use) {
    PonkeeperOptions options =
        PonkeeperOptions.DEFAULTS
            .withWatch(false)
            .withExecutor(
                Environment.forTesting(
                    Runnable::run, System::nanoTime, duration -> {}, RandomGenerator.getDefault()));
    try (Ponkeeper ponkeeper = Ponkeeper.on(store, options)) {
      return use.apply(ponkeeper.olt(XGS_PON, OLT));
    }
  }

  private <T> T with(Function<Olt, T> use) {
    return on(truth, use);
  }

  private void put(String key, String value) {
    truth.commit(Txn.put(new Key(BASE + key), Bytes.utf8(value)));
  }

  private String text(String key) {
    return truth.get(new Key(BASE + key)).map(kv -> kv.value().toUtf8()).orElse("(none)");
  }

  private SortedMap<String, String> everything() {
    SortedMap<String, String> all = new TreeMap<>();
    truth
        .list(List.of(KeyRange.all()), ScanOptions.ALL)
        .forEach(kv -> all.put(kv.key().text(), kv.value().toString() + kv.value().hashCode()));
    return all;
  }

  private static HandOver.Options options(AdapterStateUse use) {
    return new HandOver.Options(PATH, false, use, Optional.empty());
  }

  private HandOver.Report run(AdapterStateUse use) {
    return with(olt -> olt.handOver().run(options(use), progress -> {}));
  }

  /** What would be done, without doing it. */
  private HandOver.Report plan(AdapterStateUse use) {
    SortedMap<String, String> before = everything();
    HandOver.Report report = with(olt -> olt.handOver().plan(options(use)));
    assertThat(everything()).isEqualTo(before);
    return report;
  }

  private static List<FindingKind> kinds(HandOver.Report report) {
    return report.findings().stream().map(Finding::kind).distinct().toList();
  }

  private List<Finding> findings() {
    return with(olt -> olt.audit().findings());
  }

  private long repairMaps() {
    return with(olt -> olt.audit().repairMaps());
  }

  private Instance create(TechProfileId template, UniPort port) {
    return with(olt -> olt.instances().create(template, port).instance());
  }

  @Test
  void aServiceWithoutItsEntriesIsNotReadyUntilTheyAreMade() {
    // given
    create(T64, port(0, 1, 0));
    create(T65, port(0, 1, 0));
    create(T64, port(1, 2, 1));
    put("openolt/{olt-1}/onu_gem_info/{0}/{1}", INFO.formatted("null"));

    // then
    assertThat(plan(AdapterStateUse.CHECK).isReady()).isFalse();
    assertThat(kinds(run(AdapterStateUse.CHECK)))
        .containsExactly(FindingKind.ADAPTER_STATE_DIFFERS);
    assertThat(run(AdapterStateUse.CHECK).isReady()).isFalse();
    assertThat(run(AdapterStateUse.IGNORE).isReady()).isTrue();
    HandOver.Report planned = plan(AdapterStateUse.ALIGN);
    assertThat(planned.isReady()).isTrue();

    // when
    HandOver.Report report = run(AdapterStateUse.ALIGN);

    // then
    assertThat(report.isReady()).isTrue();
    assertThat(report.findings()).isEmpty();
    HandOver.AdapterState done = report.adapterState().orElseThrow();
    assertThat(done).isEqualTo(planned.adapterState().orElseThrow());
    assertThat(done.lists()).isEqualTo(6);
    assertThat(done.onuInfos()).isOne();
    assertThat(done.withoutInfo()).containsExactly(port(1, 2, 1).onu());
    assertThat(done.unknownPorts()).containsExactly(port(0, 1, 0).onu());
    assertThat(text(MAPS + "{0,1,0}/alloc_ids")).isEqualTo("[1024,1025]");
    assertThat(text(MAPS + "{0,1,0}/gemport_ids")).isEqualTo("[1024,1025]");
    assertThat(text("openolt/{olt-1}/{0,1,0}/tp_id")).isEqualTo("[64,65]");
    assertThat(text("openolt/{olt-1}/{1,2,1}/tp_id")).isEqualTo("[64]");
    assertThat(text("openolt/{olt-1}/onu_gem_info/{0}/{1}"))
        .isEqualTo(INFO.formatted("null").replace("[1024]", "[1024,1025]"));
    assertThat(text("openolt/{olt-1}/onu_gem_info/{1}/{2}")).isEqualTo("(none)");
    assertThat(text("ponkeeper/olts/XGS-PON/olt-1")).contains("\"adapter_state\":true");

    // and once more nothing is left to do
    SortedMap<String, String> after = everything();
    assertThat(run(AdapterStateUse.ALIGN).adapterState().orElseThrow().lists()).isZero();
    assertThat(run(AdapterStateUse.CHECK).isReady()).isTrue();
    assertThat(everything()).isEqualTo(after);
  }

  @Test
  void aMapThatNamesWhatItsPortDoesNotOwnStopsAHandOver() {
    // given
    create(T64, port(0, 1, 0));
    create(T64, port(0, 1, 1));
    create(T64, port(0, 2, 0));
    run(AdapterStateUse.ALIGN);
    Map<String, String> stale =
        Map.of(
            MAPS + "{0,1,0}/alloc_ids",
            "[1024,1025]",
            MAPS + "{0,2,0}/gemport_ids",
            "[1026,1024]",
            MAPS + "{0,3,0}/gemport_ids",
            "[1999]",
            MAPS + "{0,1}/alloc_ids",
            "[1026]",
            "openolt/{olt-1}/{0,3,0}/tp_id",
            "[64]");
    Map<String, FindingKind> kinds =
        Map.of(
            MAPS + "{0,1,0}/alloc_ids",
            FindingKind.MAPPED_NOT_OWNED,
            MAPS + "{0,2,0}/gemport_ids",
            FindingKind.MAPPED_TO_WRONG_ONU,
            MAPS + "{0,3,0}/gemport_ids",
            FindingKind.MAPPED_NOT_TAKEN,
            MAPS + "{0,1}/alloc_ids",
            FindingKind.MAPPED_TO_WRONG_ONU,
            "openolt/{olt-1}/{0,3,0}/tp_id",
            FindingKind.ADAPTER_STATE_DIFFERS);

    stale.forEach((key, value) -> {
      // when
      SortedMap<String, String> sound = everything();
      put(key, value);

      // then
      assertThat(plan(AdapterStateUse.CHECK).isReady()).as(key).isFalse();
      assertThat(kinds(run(AdapterStateUse.CHECK))).as(key).containsExactly(kinds.get(key));
      assertThat(findings()).as("kept, so audited").hasSize(1);
      assertThat(run(AdapterStateUse.ALIGN).isReady()).as(key).isTrue();
      assertThat(everything()).as(key).isEqualTo(sound);
    });
  }

  @Test
  void unreadableValuesAreKeptAndBlockTheHandOver() {
    create(T64, port(0, 1, 0));
    put(MAPS + "{0,1,0}/alloc_ids", "garbage");
    put("openolt/{olt-1}/{0,1,0}/tp_id", "{}");
    put("openolt/{olt-1}/onu_gem_info/{0}/{1}", "[]");

    HandOver.Report report = run(AdapterStateUse.ALIGN);

    assertThat(report.isReady()).isFalse();
    assertThat(kinds(report))
        .containsExactlyInAnyOrder(FindingKind.UNREADABLE_ONU_MAP, FindingKind.UNREADABLE_TP_ID);
    assertThat(report.adapterState().orElseThrow().unreadableInfos()).hasSize(1);
    assertThat(text(MAPS + "{0,1,0}/alloc_ids")).isEqualTo("garbage");
    assertThat(text("openolt/{olt-1}/{0,1,0}/tp_id")).isEqualTo("{}");
    assertThat(text("openolt/{olt-1}/onu_gem_info/{0}/{1}")).isEqualTo("[]");
    assertThat(text(MAPS + "{0,1,0}/gemport_ids")).isEqualTo("[1024]");
  }

  @Test
  void portNumbersAreAddedIfTheStoreShowsHowTheyAreFormed() {
    create(T64, port(0, 1, 0));
    create(T64, port(0, 1, 1));
    create(T64, port(1, 2, 0));
    put("openolt/{olt-1}/onu_gem_info/{0}/{1}", INFO.formatted("[256]"));
    put("openolt/{olt-1}/onu_gem_info/{1}/{2}", INFO.formatted("null"));

    assertThat(run(AdapterStateUse.ALIGN).adapterState().orElseThrow().unknownPorts()).isEmpty();

    assertThat(text("openolt/{olt-1}/onu_gem_info/{0}/{1}"))
        .contains("\"GemPorts\":[1024,1025],\"UniPorts\":[256,257],");
    assertThat(text("openolt/{olt-1}/onu_gem_info/{1}/{2}")).contains("\"UniPorts\":[66048],");
  }

  @Test
  void runningAgainAfterAnInterruptionGivesTheSameResult() {
    // given
    for (int onu = 1; onu <= 30; onu++) {
      create(T64, port(onu % 2, onu, 0));
      put("openolt/{olt-1}/onu_gem_info/{%d}/{%d}".formatted(onu % 2, onu), INFO.formatted("null"));
    }
    put(MAPS + "{0,31,0}/gemport_ids", "[1024]");
    run(AdapterStateUse.IGNORE);
    Map<Key, Bytes> before = new HashMap<>();
    truth
        .list(List.of(KeyRange.all()), ScanOptions.ALL)
        .forEach(kv -> before.put(kv.key(), kv.value()));
    run(AdapterStateUse.ALIGN);
    SortedMap<String, String> end = everything();

    for (int fails = 0; ; fails++) {
      // when
      truth.deleteAll(KeyRange.all());
      before.forEach((key, value) -> truth.commit(Txn.put(key, value)));
      boolean failed = isInterruptedAtCommit(fails);

      // then
      HandOver.Report again = run(AdapterStateUse.ALIGN);
      assertThat(again.isReady()).isTrue();
      assertThat(everything()).as("interrupted at commit " + fails).isEqualTo(end);
      if (!failed) {
        assertThat(fails).as("commits of the whole work").isGreaterThan(4);
        return;
      }
    }
  }

  private boolean isInterruptedAtCommit(int number) {
    List<Txn> commits = new ArrayList<>();
    KeyValueStore failing =
        new ForwardingStore(truth) {
          @Override
          public TxnResult commit(Txn txn) {
            commits.add(txn);
            if (commits.size() > number) {
              throw new StoreFailedException(ErrorCode.STORE_DENIED);
            }
            return super.commit(txn);
          }

          @Override
          public void close() {
            // The truth goes on.
          }
        };
    try {
      on(failing, olt -> olt.handOver().run(options(AdapterStateUse.ALIGN), progress -> {}));
      return false;
    } catch (StoreFailedException e) {
      return true;
    }
  }

  @Test
  void theAuditRepairsMapsOnRequest() {
    // given an OLT that keeps no adapter state, with an embedder's notes
    create(T64, port(0, 1, 0));
    create(T64, port(0, 2, 0));
    put(MAPS + "{0,1,0}/gemport_ids", "[1024,1025,1999]");
    put(MAPS + "{0,2,0}/alloc_ids", "[1024,1100]");
    put(MAPS + "{0,2,0}/flow_ids", "[5]");
    with(olt -> olt.onuMaps().set(port(0, 2, 0), OnuMapType.GEM_PORT_IDS, List.of(1025)));

    // when
    long written = repairMaps();

    // then
    assertThat(written).isEqualTo(2);
    assertThat(text(MAPS + "{0,1,0}/gemport_ids")).isEqualTo("[1024]");
    assertThat(text(MAPS + "{0,2,0}/alloc_ids")).isEqualTo("(none)");
    assertThat(text(MAPS + "{0,2,0}/gemport_ids")).isEqualTo("[1025]");
    assertThat(text("openolt/{olt-1}/{0,1,0}/tp_id")).isEqualTo("(none)");
    assertThat(repairMaps()).isZero();

    // and one that keeps it is corrected
    with(olt -> olt.register(OltRegistration.builder().withAdapterState().build()));
    assertThat(findings())
        .extracting(Finding::kind)
        .containsOnly(FindingKind.ADAPTER_STATE_DIFFERS);
    assertThat(repairMaps()).isEqualTo(4);
    assertThat(findings()).isEmpty();
    assertThat(text("openolt/{olt-1}/{0,2,0}/tp_id")).isEqualTo("[64]");
  }

  @Test
  void theVersionThatFollowsMustTakeTheTemplatesAndFindThePools() {
    // given
    create(T64, port(0, 1, 0));
    create(T65, port(0, 1, 0));
    put(
        "technology_profiles/XGS-PON/64",
        OltScene.TEMPLATE.replace("\"version\":1,", "\"version\":1,\"version\":1,"));
    put(
        "technology_profiles/XGS-PON/65",
        OltScene.TEMPLATE.replace("\"version\":1,", "\"version\":1.0,"));
    Map<GoVersion, Integer> refused =
        Map.of(
            GoVersion.LIBRARY_5_0, 65,
            GoVersion.LIBRARY_7_6, 65,
            GoVersion.LIBRARY_7_9, 64,
            GoVersion.ADAPTER_4_7, 64);

    refused.forEach((version, template) -> {
      HandOver.Report report =
          with(olt ->
              olt.handOver()
                  .run(
                      new HandOver.Options(
                          version.templatePath("service/voltha"),
                          true,
                          AdapterStateUse.IGNORE,
                          Optional.of(version)),
                      progress -> {}));

      assertThat(report.templates())
          .filteredOn(there -> there.place() == HandOver.Place.REFUSED)
          .extracting(there -> there.id().value())
          .as(version.text())
          .containsExactly(template);
      assertThat(report.layoutProblem().isPresent())
          .as(version.text())
          .isEqualTo(version != GoVersion.ADAPTER_4_7);
      assertThat(report.errors()).isEqualTo(version == GoVersion.ADAPTER_4_7 ? 1 : 2);
      report
          .layoutProblem()
          .ifPresent(problem -> assertThat(problem).endsWith("reads them with-technology"));
    });
    assertThat(GoVersion.ADAPTER_4_7.templatePath("a/b")).isEqualTo("a/b/technology_profiles");
    assertThat(GoVersion.LIBRARY_7_9.templatePath("a/b")).isEqualTo(PATH);
  }

  @Test
  void twentyRoundsOfAlternationEndClean() {
    // given
    SplittableRandom random = new SplittableRandom(14);
    OpenOltAdapter adapter = new OpenOltAdapter(truth);
    int deletedByAdapter = 0;
    for (int round = 0; round < 20; round++) {
      // when Ponkeeper works
      with(olt -> {
        for (int i = 0; i < 12; i++) {
          UniPort port = port(random.nextInt(2), 1 + random.nextInt(6), random.nextInt(2));
          TechProfileId template = random.nextBoolean() ? T64 : T65;
          if (random.nextInt(3) == 0) {
            olt.instances().delete(template, port);
          } else {
            olt.instances().create(template, port);
          }
        }
        return olt;
      });
      // then it can be handed over
      HandOver.Report report = run(round == 0 ? AdapterStateUse.ALIGN : AdapterStateUse.CHECK);
      assertThat(report.findings()).as("round " + round).isEmpty();
      assertThat(report.isReady()).isTrue();

      // when the adapter works
      for (int i = 0; i < 12; i++) {
        UniPort port = port(random.nextInt(2), 1 + random.nextInt(6), random.nextInt(2));
        if (random.nextInt(3) == 0) {
          adapter.deleteOnu(port);
          deletedByAdapter++;
          List<Instance> left = with(olt -> olt.instances().list());
          assertThat(left)
              .as("no service survives its ONU")
              .noneMatch(instance -> instance.path().uniPort().equals(port));
        } else {
          adapter.create(64 + random.nextInt(2), port, 1);
        }
      }
      // then no id is twice or lost
      assertThat(findings()).as("round " + round).isEmpty();
    }
    assertThat(deletedByAdapter).isGreaterThan(40);
  }
}
