package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pon.Technology.XGS_PON;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;
import static org.ponkeeper.tck.library.OltScene.code;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.Outcome;
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
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/** An OLT for which the openolt adapter's state of each UNI port is maintained. */
@Timeout(60)
class AdapterStateTest {

  private static final String BASE = "service/voltha/";
  private static final TechProfileId T65 = new TechProfileId(65);
  private static final UniPort PORT = UniPort.of("olt-1", 0, 1, 0);

  private final MemoryStore truth = new MemoryStore();
  private final List<Txn> commits = new ArrayList<>();
  private final AtomicInteger conflicts = new AtomicInteger();
  private final KeyValueStore store =
      new ForwardingStore(truth) {
        @Override
        public TxnResult commit(Txn txn) {
          commits.add(txn);
          TxnResult result = super.commit(txn);
          if (result instanceof TxnResult.Conflict) {
            conflicts.incrementAndGet();
          }
          return result;
        }
      };

  private interface Use {
    void of(Olt olt);
  }

  private void with(PonkeeperOptions options, Use use) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store, options)) {
      use.of(ponkeeper.olt(XGS_PON, OLT));
    }
  }

  private void with(Use use) {
    with(PonkeeperOptions.DEFAULTS.withWatch(false), use);
  }

  /** An OLT that keeps adapter state, with template 64 of one and 65 of two GEM ports. */
  private static OltRegistration registration(boolean adapterState) {
    OltRegistration.Builder plain = OltScene.registration(0).toBuilder();
    return (adapterState ? plain.withAdapterState() : plain.withoutAdapterState()).build();
  }

  private void registered(boolean kept) {
    put("technology_profiles/XGS-PON/64", OltScene.TEMPLATE);
    put(
        "technology_profiles/XGS-PON/65",
        OltScene.TEMPLATE.replace("multi-instance", "single-instance"));
    with(olt -> olt.register(registration(kept)));
    commits.clear();
  }

  private void put(String key, String value) {
    truth.commit(Txn.put(new Key(BASE + key), Bytes.utf8(value)));
  }

  private String text(String key) {
    return truth.get(new Key(BASE + key)).map(kv -> kv.value().toUtf8()).orElse("(none)");
  }

  /** Every list of the adapter, by what stands behind the OLT. */
  private SortedMap<String, String> lists() {
    SortedMap<String, String> lists = new TreeMap<>();
    truth
        .list(List.of(KeyRange.all()), ScanOptions.ALL)
        .forEach(kv -> {
          String key = kv.key().text();
          if (key.matches(".*/\\{\\d+,\\d+(,\\d+)?}/(alloc_ids|gemport_ids|tp_id)")) {
            lists.put(key.substring(key.indexOf("{olt-1}/") + 8), kv.value().toUtf8());
          }
        });
    return lists;
  }

  @Test
  void deletingTheOltDeletesTheListsAndNothingElseOfTheAdapter() {
    registered(true);
    put("openolt/{olt-1}/{0,1,0}/{64}/meter_id/{upstream}", "{}");

    with(olt -> {
      olt.instances().create(T64, PORT);
      olt.delete(progress -> {});
    });

    assertThat(lists()).isEmpty();
    assertThat(text("openolt/{olt-1}/{0,1,0}/{64}/meter_id/{upstream}")).isEqualTo("{}");
  }

  @Test
  void createsAndDeletesKeepTheListsInTheirOwnTransactions() {
    registered(true);

    with(olt -> {
      olt.instances().create(T64, PORT);
      olt.instances().create(T65, PORT);

      assertThat(commits).hasSize(2);
      assertThat(lists())
          .isEqualTo(
              Map.of(
                  "{0,1,0}/alloc_ids", "[1024,1025]",
                  "{0,1,0}/gemport_ids", "[1024,1025]",
                  "{0,1,0}/tp_id", "[64,65]"));

      olt.instances().delete(T64, PORT);
      assertThat(lists())
          .isEqualTo(
              Map.of(
                  "{0,1,0}/alloc_ids", "[1025]",
                  "{0,1,0}/gemport_ids", "[1025]",
                  "{0,1,0}/tp_id", "[65]"));
      assertThat(commits).hasSize(3);
      olt.instances().delete(T65, PORT);
      assertThat(lists()).isEmpty();
      assertThat(conflicts).hasValue(0);
    });
  }

  @Test
  void withoutAdapterStateTransactionsAreUnchanged() {
    registered(false);

    with(olt -> {
      olt.instances().create(T64, PORT);
      olt.instances().delete(T64, PORT);
    });

    assertThat(lists()).isEmpty();
    assertThat(commits).hasSize(2);
    assertThat(commits)
        .allSatisfy(txn -> {
          assertThat(txn.mutations()).hasSize(3);
          assertThat(txn.conditions()).hasSizeLessThanOrEqualTo(6);
          assertThat(txn.conditions().toString()).doesNotContain("_ids\"", "tp_id", "{0,1,0}/");
        });
  }

  @ParameterizedTest
  @EnumSource
  void theListsLieInTheLayoutInUse(PoolKeyLayout layout) {
    registered(true);
    with(olt -> {
      olt.instances().create(T64, PORT);
      olt.poolKeys().move(layout, progress -> {});
      olt.instances().create(T65, PORT);
    });

    String manager =
        layout == PoolKeyLayout.WITH_TECHNOLOGY
            ? "resource_manager/{XGS-PON}/{olt-1}/"
            : "resource_manager/{olt-1}/";
    assertThat(text(manager + "{0,1,0}/alloc_ids")).isEqualTo("[1024,1025]");
    assertThat(text(manager + "{0,1,0}/gemport_ids")).isEqualTo("[1024,1025]");
    assertThat(text("openolt/{olt-1}/{0,1,0}/tp_id")).isEqualTo("[64,65]");
    assertThat(lists()).hasSize(3);
    assertThat(text("ponkeeper/olts/XGS-PON/olt-1"))
        .contains("\"format\":2,", "\"adapter_state\":true", layout.text());
  }

  @Test
  void aConcurrentChangeByTheAdapterIsAConflictAndIsReadAgain() {
    registered(true);
    with(olt -> {
      olt.instances().create(T64, PORT);
      put("resource_manager/{XGS-PON}/{olt-1}/{0,1,0}/gemport_ids", "[1024,1999]");
      put("openolt/{olt-1}/{0,1,0}/tp_id", "[64,99]");

      olt.instances().create(T65, PORT);

      assertThat(conflicts).hasValue(1);
      assertThat(lists())
          .containsEntry("{0,1,0}/gemport_ids", "[1024,1999,1025]")
          .containsEntry("{0,1,0}/tp_id", "[64,99,65]");
    });
  }

  @Test
  void aWatchReportsOthersChangesAndOwnChangesAreNotReadAgain() throws InterruptedException {
    registered(true);
    AtomicInteger snapshots = new AtomicInteger();
    KeyValueStore counting =
        new ForwardingStore(store) {
          @Override
          public org.ponkeeper.store.Snapshot snapshot() {
            snapshots.incrementAndGet();
            return super.snapshot();
          }
        };
    try (Ponkeeper ponkeeper = Ponkeeper.on(counting)) {
      Olt olt = ponkeeper.olt(XGS_PON, OLT);
      olt.load();
      olt.instances().create(T64, PORT);
      olt.instances().create(T65, UniPort.of("olt-1", 0, 2, 0));
      int before = snapshots.get();
      for (int i = 0; i < 5; i++) {
        olt.instances().delete(T64, PORT);
        olt.instances().create(T64, PORT);
      }
      assertThat(snapshots).as("its own changes make nothing stale").hasValue(before);

      put("openolt/{olt-1}/{0,1,0}/tp_id", "[64,99]");
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (snapshots.get() == before && System.nanoTime() < end) {
        // A reader loads what the watch has told to be stale.
        olt.instances().find(T64, PORT);
        Thread.sleep(1);
      }
      olt.instances().create(T65, PORT);

      assertThat(snapshots).as("read again once").hasValue(before + 1);
      assertThat(conflicts).hasValue(0);
      assertThat(lists()).containsEntry("{0,1,0}/tp_id", "[64,99,65]");
    }
  }

  @Test
  void aListThatCannotBeReadRefusesAndIsNotTouched() {
    registered(true);
    with(olt -> olt.instances().create(T64, PORT));
    for (String key :
        List.of(
            "resource_manager/{XGS-PON}/{olt-1}/{0,1,0}/alloc_ids",
            "openolt/{olt-1}/{0,1,0}/tp_id")) {
      String whole = text(key);
      put(key, "garbage");
      SortedMap<String, String> before = lists();
      with(olt -> {
        assertThat(code(() -> olt.instances().create(T65, PORT))).isEqualTo(ErrorCode.CORRUPT_DATA);
        assertThat(code(() -> olt.instances().delete(T64, PORT))).isEqualTo(ErrorCode.CORRUPT_DATA);
        assertThat(olt.instances().find(T64, PORT)).isPresent();
        assertThat(olt.instances().find(T65, PORT)).isEmpty();
      });
      assertThat(lists()).isEqualTo(before);
      put(key, whole);
    }
  }

  @Test
  void anEmbeddersOwnMapsStayHarmless() {
    registered(true);
    with(olt -> {
      Instance instance = olt.instances().create(T64, PORT).instance();
      assertThat(
              olt.onuMaps()
                  .add(PORT, OnuMapType.ALLOC_IDS, List.of(instance.allocId().value()))
                  .changed())
          .isFalse();
      assertThat(olt.onuMaps().add(PORT, OnuMapType.GEM_PORT_IDS, List.of(1024)).ids())
          .containsExactly(1024);
      olt.onuMaps().remove(PORT, OnuMapType.ALLOC_IDS, List.of(1024));
      olt.instances().delete(T64, PORT);
      olt.onuMaps().remove(PORT, OnuMapType.GEM_PORT_IDS, List.of(1024));
      olt.onuMaps().deleteAll(PORT);
      olt.instances().create(T64, PORT);
    });

    assertThat(lists())
        .isEqualTo(
            Map.of(
                "{0,1,0}/alloc_ids", "[1024]",
                "{0,1,0}/gemport_ids", "[1024]",
                "{0,1,0}/tp_id", "[64]"));
  }

  @Test
  void listsWrittenByTheEmbeddingAdapterTakePrecedence() {
    registered(true);
    Key tpId = new Key(BASE + "openolt/{olt-1}/{0,1,0}/tp_id");
    with(
        PonkeeperOptions.DEFAULTS.withWatch(false).withAdapterPath("service/voltha/openolt"),
        olt -> {
          olt.instances()
              .create(
                  CreateRequest.of(T64, PORT)
                      .withAdapterData(
                          made -> List.of(new Mutation.Put(tpId, Bytes.utf8("[64, 7]")))));
          olt.instances().create(T65, PORT);
        });

    assertThat(lists())
        .containsEntry("{0,1,0}/tp_id", "[64,7,65]")
        .containsEntry("{0,1,0}/alloc_ids", "[1024,1025]");
  }

  @Test
  void manyAtOnceStayWithinTheBoundsOfATransaction() {
    registered(true);
    List<CreateRequest> creations = new ArrayList<>();
    List<DeleteRequest> deletions = new ArrayList<>();
    for (int onu = 1; onu <= 60; onu++) {
      for (TechProfileId template : List.of(T64, T65)) {
        UniPort port = UniPort.of("olt-1", onu % 2, onu, 0);
        creations.add(CreateRequest.of(template, port));
        deletions.add(DeleteRequest.of(template, port));
      }
    }
    with(olt -> {
      assertThat(olt.instances().createAll(creations))
          .allMatch(Outcome.Done.class::isInstance)
          .hasSize(120);
      assertThat(commits).hasSizeLessThan(creations.size());
      assertThat(commits)
          .allSatisfy(txn -> {
            assertThat(txn.conditions()).hasSizeLessThanOrEqualTo(Txn.MAX_CONDITIONS);
            assertThat(txn.mutations()).hasSizeLessThanOrEqualTo(Txn.MAX_MUTATIONS);
          });
      assertThat(lists()).hasSize(180);
      assertThat(olt.instances().deleteAll(deletions))
          .allMatch(Outcome.Done.class::isInstance)
          .hasSize(120);
      assertThat(lists()).isEmpty();
    });
  }

  @Test
  void anAdoptionThatFindsMapsKeepsThem() {
    registered(false);
    with(olt -> {
      CreateResult made = olt.instances().create(T64, PORT);
      assertThat(made.created()).isTrue();
    });
    put(
        "resource_manager/{XGS-PON}/{olt-1}/onu_id_pool/{0}",
        "{\"end_idx\":128,\"pon_intf_id\":0,\"pool\":\"AA==\",\"start_idx\":1}");
    truth.delete(new Key(BASE + "ponkeeper/olts/XGS-PON/olt-1"));
    put("openolt/{olt-1}/{0,1,0}/tp_id", "[64]");

    with(olt -> {
      olt.instances().create(T65, UniPort.of("olt-1", 0, 2, 0));
      assertThat(lists()).as("without a record nothing is kept").hasSize(1);
      assertThat(olt.register(OltRegistration.adoptExisting()).record().adapterState()).isTrue();
      olt.instances().create(T65, UniPort.of("olt-1", 0, 3, 0));
    });
    assertThat(lists()).containsKey("{0,3,0}/tp_id");
  }

  @Test
  void processesWithoutAdapterStateLearnOfItFromTheRecord() {
    registered(false);
    with(early -> {
      early.instances().create(T64, PORT);
      with(late -> late.register(OltRegistration.builder().withAdapterState().build()));

      early.instances().create(T65, PORT);

      assertThat(lists()).containsEntry("{0,1,0}/tp_id", "[65]");
    });
  }
}
