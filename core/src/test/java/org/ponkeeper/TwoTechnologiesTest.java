package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.PoolRepair;
import org.ponkeeper.olt.TakenId;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Txn;

/** Two technologies of one device whose pools lie under the same keys, without technology. */
class TwoTechnologiesTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final TechProfileId T64 = new TechProfileId(64);
  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final int PON_0 = 0;
  private static final String POOLS = "service/voltha/resource_manager/{olt-1}/";

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);
  private final Olt xgs = ponkeeper.olt(Technology.XGS_PON, OLT);
  private final Olt gpon = ponkeeper.olt(Technology.GPON, OLT);

  @AfterEach
  void close() {
    ponkeeper.close();
  }

  private void putPool(String type, int index, String bits) {
    String range = type.equals("onu_id") ? "\"end_idx\":32" : "\"end_idx\":1100";
    String start = type.equals("onu_id") ? "1" : "1024";
    store.commit(
        Txn.put(
            new Key(POOLS + type + "_pool/{" + index + "}"),
            Bytes.utf8(
                "{%s,\"pon_intf_id\":%d,\"pool\":\"%s\",\"start_idx\":%s}"
                    .formatted(range, index, bits, start))));
  }

  /** As the Go library leaves them: pools of PONs, and a GEM port pool for all of the device. */
  private void sharedByAll() {
    for (int pon : new int[] {0, 1}) {
      putPool("onu_id", pon, "");
      putPool("alloc_id", pon, "");
    }
    putPool("gemport_id", 1, "");
    xgs.register(
        OltRegistration.builder().pons(0, 0).sharedPool(ResourceType.GEM_PORT_ID, 1).build());
    // Whose the shared pool is has been said; that GPON shares it must be said too.
    gpon.register(
        OltRegistration.builder()
            .pons(1, 1)
            .gemPortIds(1024, 1100)
            .sharedPool(ResourceType.GEM_PORT_ID, 1)
            .build());
  }

  private static UniPort port(int pon, int onu) {
    return UniPort.of(OLT.device(), pon, onu, 0);
  }

  private static int gemPort(Instance instance) {
    return instance.gemPortIdAt(0);
  }

  private static ErrorCode code(Runnable call) {
    try {
      call.run();
    } catch (PonkeeperException e) {
      return e.code();
    }
    throw new AssertionError("nothing was refused");
  }

  private static List<FindingKind> kinds(Olt olt) {
    return olt.audit().findings().stream()
        .map(Finding::kind)
        .filter(kind -> kind != FindingKind.MISSING_TEMPLATE)
        .toList();
  }

  @Test
  void anIdOfASharedPoolIsGivenToOneOfThem() {
    sharedByAll();

    List<Integer> ids = new ArrayList<>();
    for (int onu = 1; onu <= 3; onu++) {
      ids.add(gemPort(xgs.instances().create(T64, port(0, onu)).instance()));
      ids.add(gemPort(gpon.instances().create(T64, port(1, onu)).instance()));
    }

    assertThat(ids).containsExactly(1024, 1025, 1026, 1027, 1028, 1029);
    assertThat(kinds(xgs)).containsExactly(FindingKind.POOLS_OF_TWO_TECHNOLOGIES);
    assertThat(xgs.audit().findings())
        .filteredOn(finding -> finding.kind() == FindingKind.POOLS_OF_TWO_TECHNOLOGIES)
        .extracting(Finding::detail)
        .containsExactly("GPON takes ids from gem-port pool 1 too");
    assertThat(kinds(gpon)).containsExactly(FindingKind.POOLS_OF_TWO_TECHNOLOGIES);
    // What the other one owns is nobody's only to who does not look.
    assertThat(xgs.audit().repair(A_MOMENT)).isEmpty();
    assertThat(gpon.audit().repair(A_MOMENT)).isEmpty();
  }

  @Test
  void idsOfTheOtherTechnologyAreShownAndCannotBeReleased() {
    sharedByAll();
    gpon.instances().create(T64, port(1, 1));
    gpon.ids().allocate(1, ResourceType.GEM_PORT_ID, new OwnerName("mgmt"), 1);
    // What is in memory is behind until the watch has told.
    xgs.refresh();

    assertThat(xgs.ids().owner(PON_0, ResourceType.GEM_PORT_ID, 1024).map(IdOwner::toString))
        .contains("instance GPON/64/olt-{olt-1}/pon-{1}/onu-{1}/uni-{0} (GPON)");
    assertThat(xgs.ids().list(PON_0, ResourceType.GEM_PORT_ID).taken())
        .extracting(TakenId::id, taken -> taken.owner().getClass().getSimpleName())
        .containsExactly(tuple(1024, "ByNeighbour"), tuple(1025, "ByNeighbour"));
    assertThat(
            code(() -> xgs.ids().releaseUnclaimed(PON_0, ResourceType.GEM_PORT_ID, Set.of(1025))))
        .isEqualTo(ErrorCode.ID_OWNED);
    assertThat(
            code(() ->
                xgs.ids()
                    .reserve(
                        PON_0, ResourceType.GEM_PORT_ID, new OwnerName("other"), Set.of(1024))))
        .isEqualTo(ErrorCode.ID_OWNED);
  }

  @Test
  void aPoolThatIsMissingIsMadeWithTheIdsOfBoth() {
    sharedByAll();
    xgs.instances().create(T64, port(0, 1));
    gpon.instances().create(T64, port(1, 1));
    store.commit(Txn.delete(new Key(POOLS + "gemport_id_pool/{1}")));

    try (Ponkeeper fresh = Ponkeeper.on(store)) {
      Instances instances = fresh.olt(Technology.XGS_PON, OLT).instances();
      assertThat(gemPort(instances.create(T64, port(0, 2)).instance())).isEqualTo(1026);
    }
    assertThat(kinds(gpon)).containsExactly(FindingKind.POOLS_OF_TWO_TECHNOLOGIES);
  }

  @Test
  void anIdThatTheOtherOwnsIsNotHandedOutThoughItsBitIsClear() {
    sharedByAll();
    gpon.instances().create(T64, port(1, 1));
    putPool("gemport_id", 1, "");

    assertThat(gemPort(xgs.instances().create(T64, port(0, 1)).instance())).isEqualTo(1025);
    assertThat(kinds(xgs)).contains(FindingKind.OWNED_NOT_TAKEN);
    assertThat(xgs.audit().repair(A_MOMENT))
        .extracting(PoolRepair::taken)
        .containsExactly(IdSet.of(1024));
    assertThat(kinds(gpon)).containsExactly(FindingKind.POOLS_OF_TWO_TECHNOLOGIES);
  }

  @Test
  void anIdWithTwoOwnersIsFoundAndStaysTakenUntilBothAreGone() {
    sharedByAll();
    xgs.instances().create(T64, port(0, 1));
    gpon.instances().create(T64, port(1, 1));
    // As a writer without conditions makes it: GPON's instance has the GEM port of XGS-PON's too.
    Key key =
        new Key("service/voltha/resource_instances/GPON/64/olt-{olt-1}/pon-{1}/onu-{1}/uni-{0}");
    byte[] value = store.get(key).orElseThrow().value().toArray();
    value[value.length - 2] = (byte) 0x80;
    store.commit(Txn.put(key, Bytes.copyOf(value)));

    assertThat(kinds(xgs)).contains(FindingKind.ID_OWNED_TWICE);
    assertThat(kinds(gpon)).contains(FindingKind.ID_OWNED_TWICE);
    xgs.instances().delete(T64, port(0, 1));
    assertThat(kinds(gpon)).doesNotContain(FindingKind.OWNED_NOT_TAKEN, FindingKind.ID_OWNED_TWICE);
    assertThat(gemPort(xgs.instances().create(T64, port(0, 2)).instance())).isNotEqualTo(1024);
  }

  @Test
  void unreadableValuesOfTheOtherTechnologyBlockOnlyDependentRequests() {
    sharedByAll();
    gpon.instances().create(T64, port(1, 1));
    store.commit(
        Txn.put(
            new Key(
                "service/voltha/resource_instances/GPON/64/olt-{olt-1}/pon-{1}/onu-{1}/uni-{0}"),
            Bytes.utf8("garbage")));
    xgs.refresh();

    // It may own the id, so nobody's it is not.
    assertThat(kinds(xgs)).containsExactly(FindingKind.POOLS_OF_TWO_TECHNOLOGIES);
    assertThat(
            code(() -> xgs.ids().releaseUnclaimed(PON_0, ResourceType.GEM_PORT_ID, Set.of(1024))))
        .isEqualTo(ErrorCode.CORRUPT_DATA);
    assertThat(gemPort(xgs.instances().create(T64, port(0, 1)).instance())).isEqualTo(1025);
  }

  @Test
  void theyMayCreateAndDeleteAtTheSameTime() throws Exception {
    sharedByAll();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> workers = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        Technology technology = w % 2 == 0 ? Technology.XGS_PON : Technology.GPON;
        int first = 1 + w / 2 * 10;
        workers.add(
            executor.submit(() -> {
              try (Ponkeeper own = Ponkeeper.on(store)) {
                Instances instances = own.olt(technology, OLT).instances();
                int pon = technology == Technology.XGS_PON ? 0 : 1;
                for (int i = 0; i < 40; i++) {
                  instances.create(T64, port(pon, first + i % 8));
                  if (i % 3 == 2) {
                    instances.delete(T64, port(pon, first + (i + 3) % 8));
                  }
                }
              }
            }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    }
    assertThat(kinds(xgs)).containsExactly(FindingKind.POOLS_OF_TWO_TECHNOLOGIES);
    assertThat(kinds(gpon)).containsExactly(FindingKind.POOLS_OF_TWO_TECHNOLOGIES);
    Set<Integer> ids = new HashSet<>();
    int count = 0;
    for (Olt olt : List.of(xgs, gpon)) {
      for (Instance instance : olt.instances().list()) {
        ids.add(gemPort(instance));
        count++;
      }
    }
    assertThat(ids).hasSize(count).hasSizeGreaterThan(20);
  }

  @Test
  void ponsAreAssignedToTheirOltWithoutATechnologyInTheKeys() {
    for (int pon = 0; pon < 4; pon++) {
      putPool("onu_id", pon, "");
      putPool("alloc_id", pon, pon < 3 ? "AQ==" : "");
      putPool("gemport_id", pon, pon < 3 ? "AQ==" : "");
    }
    // PONs 0 and 1 have an instance of XGS-PON each, PON 2 one of GPON, PON 3 none.
    putInstance("XGS-PON", 0);
    putInstance("XGS-PON", 1);
    putInstance("GPON", 2);

    assertThat(kinds(xgs)).isEmpty();
    assertThat(kinds(gpon)).isEmpty();
    assertThat(xgs.overview().pons()).containsExactly(0, 1, 3);
    // PON 3 might be either's, and whoever registers says so.
    assertThat(xgs.register(OltRegistration.builder().pons(0, 1).build()).record().pons())
        .containsExactly(0, 1);
    assertThat(gpon.register(OltRegistration.builder().pons(2, 3).build()).record().pons())
        .containsExactly(2, 3);
    assertThat(kinds(xgs)).isEmpty();
    assertThat(kinds(gpon)).isEmpty();
    assertThat(xgs.audit().repair(A_MOMENT)).isEmpty();
    assertThat(code(() -> xgs.instances().create(T64, port(2, 1))))
        .isEqualTo(ErrorCode.PON_NOT_REGISTERED);
  }

  private void putInstance(String technology, int pon) {
    String port = "olt-{olt-1}/pon-{%d}/onu-{1}/uni-{0}".formatted(pon);
    byte[] name = port.getBytes(StandardCharsets.UTF_8);
    byte[] head = {0x08, 0x40, 0x12, 0x04, 'X', 'P', 'O', 'N', 0x1a, (byte) name.length};
    byte[] ids = {0x20, (byte) 0x80, 0x08, 0x2a, 0x02, (byte) 0x80, 0x08};
    byte[] value = Arrays.copyOf(head, head.length + name.length + ids.length);
    System.arraycopy(name, 0, value, head.length, name.length);
    System.arraycopy(ids, 0, value, head.length + name.length, ids.length);
    store.commit(
        Txn.put(
            new Key("service/voltha/resource_instances/" + technology + "/64/" + port),
            Bytes.copyOf(value)));
  }

  @Test
  void anOltWithTheTechnologyInItsKeysSharesNoPools() {
    // Registered while nothing is there: its pools have the technology in their keys.
    gpon.register(
        OltRegistration.builder()
            .pons(0, 0)
            .onuIds(1, 32)
            .allocIds(1024, 1100)
            .gemPortIds(1024, 1100)
            .build());
    gpon.instances().create(T64, port(0, 1));
    for (String type : List.of("onu_id", "alloc_id", "gemport_id")) {
      putPool(type, 0, "");
    }
    xgs.register(OltRegistration.adoptExisting());

    assertThat(gemPort(xgs.instances().create(T64, port(0, 1)).instance())).isEqualTo(1024);
    assertThat(kinds(xgs)).isEmpty();
    assertThat(kinds(gpon)).isEmpty();
  }
}
