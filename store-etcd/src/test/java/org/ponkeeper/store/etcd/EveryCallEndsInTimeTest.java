package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.Bulk;
import org.ponkeeper.Changes;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Olts;
import org.ponkeeper.OnuMaps;
import org.ponkeeper.Onus;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.ResourceIds;
import org.ponkeeper.Search;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.maintenance.Audit;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.maintenance.BackupEntry;
import org.ponkeeper.maintenance.BackupHeader;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.maintenance.BackupSource;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.maintenance.OlderInstances;
import org.ponkeeper.maintenance.OtherSpelling;
import org.ponkeeper.maintenance.PoolKeys;
import org.ponkeeper.olt.BulkResult;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.tck.FaultyProxy;
import org.ponkeeper.tck.PlainTemplate;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;
import org.ponkeeper.template.Templates;

/**
 * Every public call of the library ends within its time-out and 2 s, in whatever way the network to
 * etcd fails; long work, so long after it made progress.
 */
@NeedsEtcd
class EveryCallEndsInTimeTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** How much longer than its time-out a call may take. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final Technology XGS_PON = Technology.XGS_PON;
  private static final OltId OLT = new OltId("olt-1");
  private static final PonId PON = new PonId(OLT, 0);
  private static final OnuId ONU = new OnuId(PON, 1);
  private static final UniPort UNI = UniPort.of("olt-1", 0, 1, 0);
  private static final TechProfileId T64 = new TechProfileId(64);
  private static final OwnerName OWNER = new OwnerName("ALCL00001234");
  private static final OnuOrUni OF_ONU = ONU;

  /** A backup of nothing: to restore it is to delete everything. */
  private static final BackupSource BACKUP =
      new BackupSource() {
        @Override
        public BackupScope scope() {
          return BackupScope.own(
              PonkeeperOptions.DEFAULTS.basePath(),
              PonkeeperOptions.DEFAULTS.templatePath(),
              List.of());
        }

        @Override
        public String id() {
          return "nothing";
        }

        @Override
        public long size() {
          return 0;
        }

        @Override
        public Reader read() {
          return new Reader() {
            @Override
            public boolean hasNext() {
              return false;
            }

            @Override
            public BackupEntry next() {
              throw new NoSuchElementException();
            }

            @Override
            public void close() {}
          };
        }
      };

  private static EtcdServer server;

  /** A call of the library. */
  private interface Call {
    void on(Ponkeeper ponkeeper) throws Exception;
  }

  /** A call on the OLT. */
  private interface OltCall {
    void on(Olt olt);
  }

  private static final Map<String, Call> CALLS = calls();

  /** What is made in several transactions. */
  private static final Set<String> LONG_WORK =
      Set.of(
          "Olt.resize",
          "Olt.delete",
          "Olt.unregister",
          "Olt.removePon",
          "Audit.repair",
          "Audit.repairMaps",
          "OtherSpelling.migrate",
          "Olts.moveShared",
          "PoolKeys.move",
          "PoolKeys.removeLeftBehind",
          "HandOver.run",
          "OnuMaps.deleteAll",
          "Onus.delete",
          "OlderInstances.migrate",
          "StoreView.deleteAll");

  /** Methods that ask the store for nothing. */
  private static final Set<String> WITHOUT_STORE =
      Set.of(
          "Olts.announced",
          "Ponkeeper.olt",
          "Ponkeeper.olts",
          "Ponkeeper.backup",
          "Ponkeeper.templates",
          "Ponkeeper.adapterData",
          "Ponkeeper.search",
          "Ponkeeper.bulk",
          "Bulk.withFallbackToDefault",
          "Ponkeeper.status",
          "Ponkeeper.close",
          "Ponkeeper.timeLeft",
          "Search.in",
          "Search.on",
          "Search.onPon",
          "Search.ofType",
          "Search.inMemory",
          "Ponkeeper.changes",
          "Changes.in",
          "Changes.on",
          "Changes.after",
          "Olt.technology",
          "Olt.uniPort",
          "Olt.onuId",
          "Olt.onus",
          "Olt.id",
          "Olt.audit",
          "Olt.poolKeys",
          "Olt.handOver",
          "Olt.onuMaps",
          "Olt.olderInstances",
          "Olt.otherSpelling",
          "Olt.ids",
          "Olt.instances",
          "Olt.confirmedAt",
          "Olt.useInMemory",
          "StoreView.prefix",
          "StoreView.view",
          "StoreView.key",
          "StoreView.name",
          "StoreView.putting",
          "StoreView.deleting",
          "StoreView.absent",
          "StoreView.unchanged");

  private static Map<String, Call> calls() {
    Map<String, Call> calls = new LinkedHashMap<>();
    olt(calls, "Olt.load", Olt::load);
    olt(calls, "Olt.refresh", Olt::refresh);
    olt(calls, "Olt.register", olt -> olt.register(OltRegistration.adoptExisting()));
    olt(calls, "Olt.resize", olt -> olt.resize(OltRegistration.adoptExisting()));
    olt(calls, "Olt.contents", Olt::contents);
    olt(calls, "Olt.leftBehind", Olt::leftBehind);
    olt(calls, "Olt.loadProblems", Olt::loadProblems);
    olt(calls, "Olt.overview", Olt::overview);
    olt(calls, "Olt.foreign", Olt::foreign);
    olt(calls, "Olt.poolUsage", Olt::poolUsage);
    olt(calls, "Olt.use", Olt::use);
    olt(calls, "Olt.taggedRecord", Olt::taggedRecord);
    olt(calls, "Olt.removePon", olt -> olt.removePon(1));
    olt(calls, "Olt.unregister", Olt::unregister);
    olt(calls, "Olt.delete", olt -> olt.delete(progress -> {}));
    olt(
        calls,
        "Instances.create",
        olt -> olt.instances().create(T64, UniPort.of("olt-1", 0, 9, 0)));
    olt(
        calls,
        "Instances.createAll",
        olt -> outcomes(olt.instances().createAll(List.of(CreateRequest.of(T64, UNI)))));
    olt(
        calls,
        "Instances.deleteAll",
        olt -> outcomes(olt.instances().deleteAll(List.of(DeleteRequest.of(T64, UNI)))));
    olt(calls, "Instances.delete", olt -> olt.instances().delete(T64, UNI));
    olt(calls, "Instances.find", olt -> olt.instances().find(T64, UNI));
    olt(calls, "Instances.findTagged", olt -> olt.instances().findTagged(T64, UNI));
    olt(calls, "Instances.listTagged", olt -> olt.instances().listTagged());
    olt(calls, "Instances.get", olt -> olt.instances().get(T64, UNI));
    olt(calls, "Instances.list", olt -> olt.instances().list());
    ResourceType type = ResourceType.ONU_ID;
    olt(calls, "ResourceIds.allocate", olt -> olt.ids().allocate(PON.number(), type, OWNER, 1));
    olt(
        calls,
        "ResourceIds.reserve",
        olt -> olt.ids().reserve(PON.number(), type, OWNER, Set.of(7)));
    olt(calls, "ResourceIds.release", olt -> olt.ids().release(PON.number(), type, OWNER));
    olt(
        calls,
        "ResourceIds.releaseUnclaimed",
        olt -> olt.ids().releaseUnclaimed(PON.number(), type, Set.of(8)));
    olt(calls, "ResourceIds.list", olt -> olt.ids().list(PON.number(), type));
    olt(calls, "ResourceIds.spans", olt -> olt.ids().spans(PON.number(), type));
    olt(calls, "ResourceIds.find", olt -> olt.ids().find(PON.number(), type, OWNER));
    olt(calls, "ResourceIds.claims", olt -> olt.ids().claims(PON.number()));
    olt(calls, "ResourceIds.owner", olt -> olt.ids().owner(PON.number(), type, 1));
    olt(calls, "Audit.findings", olt -> olt.audit().findings());
    olt(calls, "Audit.repair", olt -> olt.audit().repair(Duration.ofMillis(1)));
    olt(calls, "Audit.repairMaps", olt -> olt.audit().repairMaps());
    PoolKeyLayout newer = PoolKeyLayout.WITHOUT_TECHNOLOGY;
    olt(calls, "PoolKeys.layout", olt -> olt.poolKeys().layout());
    olt(calls, "PoolKeys.plan", olt -> olt.poolKeys().plan(newer));
    olt(calls, "PoolKeys.planWithRemoval", olt -> olt.poolKeys().planWithRemoval(newer));
    olt(calls, "PoolKeys.move", olt -> olt.poolKeys().move(newer, progress -> {}));
    olt(calls, "PoolKeys.leftBehind", olt -> olt.poolKeys().leftBehind());
    olt(calls, "PoolKeys.removeLeftBehind", olt -> olt.poolKeys().removeLeftBehind(progress -> {}));
    String path = "service/voltha/other/technology_profiles";
    olt(
        calls,
        "HandOver.plan",
        olt -> olt.handOver().plan(HandOver.Options.of(path).copyingTemplates()));
    olt(
        calls,
        "HandOver.run",
        olt -> olt.handOver().run(HandOver.Options.of(path).copyingTemplates(), progress -> {}));
    OnuMapType map = OnuMapType.ALLOC_IDS;
    Bytes json = Bytes.utf8("{}");
    olt(calls, "OnuMaps.get", olt -> olt.onuMaps().get(OF_ONU, map));
    olt(calls, "OnuMaps.list", olt -> olt.onuMaps().list());
    olt(calls, "OnuMaps.set", olt -> olt.onuMaps().set(OF_ONU, map, List.of(1)));
    olt(calls, "OnuMaps.add", olt -> olt.onuMaps().add(OF_ONU, map, List.of(2)));
    olt(calls, "OnuMaps.remove", olt -> olt.onuMaps().remove(OF_ONU, map, List.of(1)));
    olt(calls, "OnuMaps.delete", olt -> olt.onuMaps().delete(OF_ONU, map));
    olt(calls, "OnuMaps.deleteAll", olt -> olt.onuMaps().deleteAll(OF_ONU));
    olt(calls, "OnuMaps.flowInfo", olt -> olt.onuMaps().flowInfo(OF_ONU, 1));
    olt(calls, "OnuMaps.flowInfos", olt -> olt.onuMaps().flowInfos(OF_ONU));
    olt(calls, "OnuMaps.allFlowInfos", olt -> olt.onuMaps().allFlowInfos(OF_ONU));
    olt(calls, "OnuMaps.putFlowInfo", olt -> olt.onuMaps().putFlowInfo(OF_ONU, 1, json));
    olt(calls, "OnuMaps.deleteFlowInfo", olt -> olt.onuMaps().deleteFlowInfo(OF_ONU, 1));
    olt(calls, "Onus.list", olt -> olt.onus().list());
    olt(calls, "Onus.owners", olt -> olt.onus().owners(PON.number()));
    olt(calls, "Onus.find", olt -> olt.onus().find(ONU));
    olt(calls, "Onus.get", olt -> olt.onus().get(ONU));
    olt(calls, "Onus.delete", olt -> olt.onus().delete(ONU));
    olt(calls, "Onus.replace", olt -> olt.onus().replace(ONU, OWNER));
    olt(calls, "Onus.move", olt -> olt.onus().move(ONU, new OnuId(PON, 30)));
    olt(calls, "Onus.moveToPon", olt -> olt.onus().moveToPon(ONU, PON.number()));
    olt(calls, "Onus.deviceKeys", olt -> olt.onus().deviceKeys(ONU));
    olt(calls, "OlderInstances.count", olt -> olt.olderInstances().count());
    olt(calls, "OlderInstances.plan", olt -> olt.olderInstances().plan());
    olt(calls, "OlderInstances.migrate", olt -> olt.olderInstances().migrate(progress -> {}));
    olt(calls, "OtherSpelling.count", olt -> olt.otherSpelling().count());
    olt(calls, "OtherSpelling.plan", olt -> olt.otherSpelling().plan());
    olt(calls, "OtherSpelling.migrate", olt -> olt.otherSpelling().migrate(progress -> {}));
    Bytes template = template(2);
    calls.put(
        "Templates.apply",
        p -> p.templates().apply(XGS_PON, T64, template, Templates.WhenInUse.PROCEED));
    calls.put("Templates.plan", p -> p.templates().plan(XGS_PON, T64, template));
    calls.put(
        "Templates.delete", p -> p.templates().delete(XGS_PON, T64, Templates.WhenInUse.PROCEED));
    calls.put("Templates.find", p -> p.templates().find(XGS_PON, T64));
    calls.put("Templates.get", p -> p.templates().get(XGS_PON, T64));
    calls.put("Templates.list", p -> p.templates().list(XGS_PON));
    calls.put("Backup.export", p -> p.backup().export(BACKUP.scope(), entry -> {}));
    calls.put(
        "Backup.write",
        p ->
            p.backup()
                .write(
                    new BackupHeader(Instant.EPOCH, "1", BACKUP.scope()),
                    OutputStream.nullOutputStream()));
    calls.put(
        "Backup.add", p -> p.backup().add(BACKUP, Set.of(Backup.Allow.values()), progress -> {}));
    calls.put("Backup.planAdd", p -> p.backup().planAdd(BACKUP, Set.of(Backup.Allow.values())));
    calls.put("Backup.planRestore", p -> p.backup().planRestore(BACKUP));
    calls.put("Backup.restore", p -> p.backup().restore(BACKUP, progress -> {}));
    calls.put("Ponkeeper.checkStore", Ponkeeper::checkStore);
    calls.put("Ponkeeper.within", p -> p.within(TIMEOUT, p::checkStore));
    calls.put("Olts.list", p -> p.olts().list());
    calls.put("Olts.contents", p -> p.olts().contents());
    calls.put("Olts.underOtherNames", p -> p.olts().underOtherNames());
    calls.put("Olts.planMoveShared", p -> p.olts().planMoveShared(XGS_PON));
    calls.put("Olts.moveShared", p -> p.olts().moveShared(XGS_PON));
    calls.put("Olts.ofModel", p -> p.olts().ofModel(XGS_PON, new OltModel("model-a")));
    calls.put("Search.find", p -> p.search().find("1024"));
    calls.put("Search.owner", p -> p.search().owner(new OwnerName("lab")));
    calls.put("Search.id", p -> p.search().id(ResourceType.ALLOC_ID, 1024));
    calls.put("Search.onu", p -> p.search().onu(OnuId.parse("olt-{olt-1}/pon-{0}/onu-{1}")));
    calls.put("Search.uniPort", p -> p.search().uniPort(UniPort.of("olt-1", 0, 1, 0)));
    calls.put(
        "Search.instance",
        p ->
            p.search()
                .instance(InstancePath.parse("XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}")));
    InstancePath instance = new InstancePath(XGS_PON, T64, UNI);
    calls.put("Bulk.create", p -> one(p.bulk().create(List.of(instance).iterator(), answer -> {})));
    calls.put("Bulk.delete", p -> one(p.bulk().delete(List.of(instance).iterator(), answer -> {})));
    calls.put("Changes.watch", p -> p.changes().watch(event -> {}));
    calls.put("StoreView.get", p -> p.adapterData().get("a"));
    calls.put("StoreView.exists", p -> p.adapterData().exists("a"));
    calls.put("StoreView.put", p -> p.adapterData().put("b", json));
    calls.put("StoreView.delete", p -> p.adapterData().delete("b"));
    calls.put("StoreView.list", p -> p.adapterData().list());
    calls.put("StoreView.names", p -> p.adapterData().names());
    calls.put("StoreView.deleteAll", p -> p.adapterData().deleteAll("c"));
    calls.put("StoreView.watch", p -> p.adapterData().watch(Position.now(), e -> {}).close());
    return calls;
  }

  private static void olt(Map<String, Call> calls, String name, OltCall call) {
    calls.put(name, ponkeeper -> call.on(ponkeeper.olt(XGS_PON, OLT)));
  }

  /** Outcomes are errors too. */
  private static void one(BulkResult result) {
    assertThat(result.answered()).isEqualTo(1);
  }

  private static void outcomes(List<?> outcomes) {
    assertThat(outcomes).hasSize(1);
  }

  private static Bytes template(int gemPorts) {
    return PlainTemplate.json("more than one packet".repeat(150), gemPorts, false);
  }

  @BeforeAll
  static void anOltInEtcd() throws Exception {
    server = EtcdServer.start();
    Duration patient = Duration.ofSeconds(60);
    try (KeyValueStore store = RetryingStore.of(EtcdStore.open(server.url()));
        Ponkeeper ponkeeper = ponkeeper(store, patient)) {
      ponkeeper.templates().apply(XGS_PON, T64, template(4));
      Olt olt = ponkeeper.olt(XGS_PON, OLT);
      olt.register(
          OltRegistration.builder()
              .pons(0, 1)
              .onuIds(1, 32)
              .allocIds(1024, 1152)
              .gemPortIds(1024, 2048)
              .build());
      olt.instances().create(T64, UNI);
      ponkeeper.adapterData().put("a", Bytes.utf8("x".repeat(3_000)));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Ponkeeper ponkeeper(KeyValueStore store, Duration timeout) {
    return Ponkeeper.on(
        store,
        PonkeeperOptions.DEFAULTS
            .withCallTimeout(timeout)
            .withAdapterPath("service/voltha/adapter"));
  }

  /** Waits until the store has a connection, however slow the machine is. */
  private static void connect(KeyValueStore store) {
    for (int attempt = 1; ; attempt++) {
      try {
        store.health();
        return;
      } catch (PonkeeperException e) {
        if (attempt == 20) {
          throw e;
        }
      }
    }
  }

  @Test
  void everyPublicCallIsAmongThem() {
    Set<String> all = new TreeSet<>(CALLS.keySet());
    all.addAll(WITHOUT_STORE);
    Set<String> there = new TreeSet<>();
    for (Class<?> facade :
        List.of(
            Ponkeeper.class,
            Olt.class,
            Instances.class,
            ResourceIds.class,
            Audit.class,
            PoolKeys.class,
            HandOver.class,
            OnuMaps.class,
            Onus.class,
            Search.class,
            Bulk.class,
            Changes.class,
            OlderInstances.class,
            OtherSpelling.class,
            Templates.class,
            Olts.class,
            Backup.class,
            StoreView.class)) {
      Stream.of(facade.getDeclaredMethods())
          .filter(EveryCallEndsInTimeTest::isPublicCall)
          .forEach(method -> there.add(facade.getSimpleName() + "." + method.getName()));
    }

    assertThat(all).isEqualTo(there);
  }

  private static boolean isPublicCall(Method method) {
    int modifiers = method.getModifiers();
    return Modifier.isPublic(modifiers)
        && !Modifier.isStatic(modifiers)
        && !method.isSynthetic()
        && !method.getName().equals("toString");
  }

  @ParameterizedTest
  @EnumSource
  void whereConnectionsStandWhenTheNetworkFails(FaultyProxy.Fault fault) throws Exception {
    assertAllEndInTime(fault, true);
  }

  @ParameterizedTest
  @EnumSource
  void whereConnectionsAreMadeWhenTheNetworkFails(FaultyProxy.Fault fault) throws Exception {
    assertAllEndInTime(fault, false);
  }

  /** All at the same time, each with a store of its own: waiting costs nothing. */
  private static void assertAllEndInTime(FaultyProxy.Fault fault, boolean connected)
      throws Exception {
    List<String> late = new ArrayList<>();
    try (FaultyProxy proxy = FaultyProxy.to(server.port());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<KeyValueStore> stores = new ArrayList<>();
      Map<String, Ponkeeper> ponkeepers = new LinkedHashMap<>();
      Map<String, AtomicLong> progress = new LinkedHashMap<>();
      for (String name : CALLS.keySet()) {
        KeyValueStore store =
            RetryingStore.of(
                EtcdStore.open(EtcdUrl.parse("etcd://127.0.0.1:" + proxy.port()).deadline(TIMEOUT)),
                RetryPolicy.DEFAULTS.deadline(TIMEOUT));
        stores.add(store);
        progress.put(name, new AtomicLong(System.nanoTime()));
        ponkeepers.put(name, ponkeeper(new NotesCommits(store, progress.get(name)), TIMEOUT));
        if (connected) {
          connect(store);
        }
      }
      fault.begin(proxy);
      Map<String, Future<Duration>> running = new LinkedHashMap<>();
      ponkeepers.forEach((name, ponkeeper) ->
          running.put(
              name,
              threads.submit(
                  () -> took(name, ponkeeper, Objects.requireNonNull(progress.get(name))))));
      for (Map.Entry<String, Future<Duration>> call : running.entrySet()) {
        Duration took = call.getValue().get();
        if (took.compareTo(TIMEOUT.plus(SLACK)) > 0) {
          late.add(call.getKey() + " " + took);
        }
      }
      ponkeepers.values().forEach(ponkeeper -> threads.execute(ponkeeper::close));
      stores.forEach(store -> threads.execute(store::close));
    }
    assertThat(late).isEmpty();
  }

  /** How long the call took; of long work, since it last committed something. */
  private static Duration took(String name, Ponkeeper ponkeeper, AtomicLong progress)
      throws Exception {
    long start = System.nanoTime();
    progress.set(start);
    try {
      Objects.requireNonNull(CALLS.get(name)).on(ponkeeper);
    } catch (PonkeeperException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
    long since = LONG_WORK.contains(name) ? progress.get() : start;
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /** Notes when something was committed. */
  private static final class NotesCommits extends ForwardingStore {
    private final KeyValueStore store;
    private final AtomicLong last;

    NotesCommits(KeyValueStore store, AtomicLong last) {
      super(store);
      this.store = store;
      this.last = last;
    }

    @Override
    public KeyValueStore within(Duration time) {
      return new NotesCommits(store.within(time), last);
    }

    @Override
    public TxnResult commit(Txn txn) {
      TxnResult result = super.commit(txn);
      last.set(System.nanoTime());
      return result;
    }
  }
}
