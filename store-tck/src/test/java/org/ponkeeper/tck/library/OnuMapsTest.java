package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pon.Technology.XGS_PON;
import static org.ponkeeper.pool.OnuMapType.ALLOC_IDS;
import static org.ponkeeper.pool.OnuMapType.FLOW_IDS;
import static org.ponkeeper.pool.OnuMapType.GEM_PORT_IDS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.OnuMaps;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OnuMapResult;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

/** Per-ONU maps on a store that fails. */
@Timeout(60)
class OnuMapsTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final String PREFIX = "service/voltha/resource_manager/{XGS-PON}/{olt-1}/";
  private static final PonkeeperOptions OPTIONS = PonkeeperOptions.DEFAULTS.withWatch(false);
  private static final OltRegistration REGISTRATION =
      OltRegistration.builder()
          .pons(0, 1)
          .onuIds(1, 32)
          .allocIds(1024, 1152)
          .gemPortIds(1024, 2048)
          .build();
  private static final OnuId ONU = new OnuId(new PonId(OLT, 0), 1);
  private static final UniPort UNI = new UniPort(ONU, 0);

  private final MemoryStore truth = new MemoryStore();

  private interface Use {
    void of(OnuMaps maps);
  }

  private void register() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth, OPTIONS)) {
      ponkeeper.olt(XGS_PON, OLT).register(REGISTRATION);
    }
  }

  private static void with(KeyValueStore store, Use use) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store, OPTIONS)) {
      use.of(ponkeeper.olt(XGS_PON, OLT).onuMaps());
    }
  }

  private void put(String rest, String value) {
    truth.put(new Key(PREFIX + rest), Bytes.utf8(value));
  }

  private Optional<String> value(String rest) {
    return truth.get(new Key(PREFIX + rest)).map(kv -> kv.value().toUtf8());
  }

  private static ErrorCode code(Runnable call) {
    try {
      call.run();
    } catch (PonkeeperException e) {
      return e.code();
    }
    throw new AssertionError("nothing was refused");
  }

  @Test
  void mapsAreWrittenAsTheGoLibraryDoesAndReadBack() {
    register();
    with(
        truth,
        maps -> {
          assertThat(maps.get(ONU, ALLOC_IDS)).isEmpty();
          assertThat(maps.set(ONU, ALLOC_IDS, List.of(1030, 1024, 1030)))
              .isEqualTo(new OnuMapResult(List.of(1030, 1024), true));
          assertThat(maps.add(UNI, GEM_PORT_IDS, List.of(1025, 1024)).ids())
              .containsExactly(1025, 1024);
          assertThat(maps.add(UNI, GEM_PORT_IDS, List.of(1024, 1026)).ids())
              .containsExactly(1025, 1024, 1026);
          assertThat(maps.add(UNI, GEM_PORT_IDS, List.of(1024)).changed()).isFalse();
          assertThat(maps.remove(UNI, GEM_PORT_IDS, List.of(1024, 9)).ids())
              .containsExactly(1025, 1026);
          assertThat(maps.remove(UNI, FLOW_IDS, List.of(1)).changed()).isFalse();
        });

    assertThat(value("{0,1}/alloc_ids")).contains("[1030,1024]");
    assertThat(value("{0,1,0}/gemport_ids")).contains("[1025,1026]");
    assertThat(value("{0,1,0}/flow_ids")).isEmpty();
    with(truth, maps -> assertThat(maps.list(ONU)).hasSize(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]"})
  void anEmptyValueNullAndAnEmptyArrayAreAnEmptyList(String value) {
    register();
    put("{0,1,0}/alloc_ids", value);
    with(
        truth,
        maps -> {
          assertThat(maps.get(UNI, ALLOC_IDS)).isEmpty();
          assertThat(maps.set(UNI, ALLOC_IDS, List.of()).changed()).isFalse();
          assertThat(value("{0,1,0}/alloc_ids")).contains(value);
          assertThat(maps.add(UNI, ALLOC_IDS, List.of(1024)).ids()).containsExactly(1024);
        });
    assertThat(value("{0,1,0}/alloc_ids")).contains("[1024]");
  }

  @Test
  void anOltWithoutARecordIsOnTheLayoutOfItsPools() {
    String prefix = "service/voltha/resource_manager/{olt-1}/";
    truth.put(
        new Key(prefix + "alloc_id_pool/{0}"),
        Bytes.utf8("{\"end_idx\":1152,\"pon_intf_id\":0,\"pool\":\"\",\"start_idx\":1024}"));
    with(truth, maps -> maps.set(UNI, ALLOC_IDS, List.of(1024)));

    assertThat(truth.exists(new Key(prefix + "{0,1,0}/alloc_ids"))).isTrue();

    try (Ponkeeper ponkeeper = Ponkeeper.on(truth, OPTIONS)) {
      assertThat(ponkeeper.olt(XGS_PON, OLT).onuMaps().get(UNI, ALLOC_IDS)).containsExactly(1024);
    }
    assertThat(value("{0,1,0}/alloc_ids")).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNeverOverwrittenAndCanBeDeleted() {
    register();
    put("{0,1}/alloc_ids", "garbage");
    with(
        truth,
        maps -> {
          assertThat(code(() -> maps.get(ONU, ALLOC_IDS))).isEqualTo(ErrorCode.CORRUPT_DATA);
          for (Use change :
              List.<Use>of(
                  m -> m.set(ONU, ALLOC_IDS, List.of(1)),
                  m -> m.add(ONU, ALLOC_IDS, List.of(1)),
                  m -> m.remove(ONU, ALLOC_IDS, List.of(1)))) {
            assertThat(code(() -> change.of(maps))).isEqualTo(ErrorCode.CORRUPT_DATA);
          }
          assertThat(value("{0,1}/alloc_ids")).contains("garbage");
          maps.delete(ONU, ALLOC_IDS);
          maps.delete(ONU, ALLOC_IDS);
          assertThat(maps.get(ONU, ALLOC_IDS)).isEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER"})
  void aLostReplyDoesNotChangeTheResult(Fault fault) {
    register();
    with(
        new FaultyStore(truth, FaultPlan.on(StoreCall.COMMIT, fault)),
        maps -> assertThat(maps.add(ONU, ALLOC_IDS, List.of(1)).ids()).containsExactly(1));
    with(
        new FaultyStore(truth, FaultPlan.on(StoreCall.COMMIT, fault)),
        maps -> assertThat(maps.remove(ONU, ALLOC_IDS, List.of(1)).ids()).isEmpty());
    assertThat(value("{0,1}/alloc_ids")).contains("[]");
  }

  @Test
  void anotherWritersChangeBetweenReadAndWriteIsKept() {
    register();
    boolean[] done = {false};
    KeyValueStore store =
        new FaultyStore(
            truth,
            call -> {
              if (call == StoreCall.COMMIT && !done[0]) {
                done[0] = true;
                put("{0,1}/gemport_ids", "[7]");
              }
              return Fault.NONE;
            });

    with(store, maps -> maps.add(ONU, GEM_PORT_IDS, List.of(8)));

    assertThat(value("{0,1}/gemport_ids")).contains("[7,8]");
  }

  @Test
  void everythingOfAnOnuIsDeletedInChunksAndNothingElse() {
    register();
    for (int flow = 0; flow < 300; flow++) {
      put("flow_id_info/{0,1,0}/{%d}".formatted(flow), "{}");
    }
    put("flow_id_info/{0,1}/{7}", "{}");
    put("flow_id_info/{0,10}/{7}", "{}");
    put("{0,1}/alloc_ids", "[1]");
    put("{0,1,0}/alloc_ids", "garbage");
    put("{0,1,15}/flow_ids", "");
    put("{0,10}/alloc_ids", "[1]");
    put("{1,1}/alloc_ids", "[1]");
    KeyValueStore failing =
        new FaultyStore(
            truth, FaultPlan.on(StoreCall.COMMIT, Fault.NONE, Fault.LOST_AFTER, Fault.FAIL_BEFORE));

    // when it is interrupted, and called again
    with(
        failing,
        maps -> {
          assertThat(code(() -> maps.deleteAll(ONU))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
          assertThat(maps.deleteAll(ONU).flowInfos()).isBetween(1, 301);
          assertThat(maps.deleteAll(ONU)).isEqualTo(new OnuMaps.Deleted(0, 0));
        });

    assertThat(truth.keys(KeyRange.prefix(PREFIX)))
        .extracting(Key::text)
        .containsExactly(
            PREFIX + "flow_id_info/{0,10}/{7}",
            PREFIX + "{0,10}/alloc_ids",
            PREFIX + "{1,1}/alloc_ids");
  }

  @Test
  void aUniPortsOwnAreDeletedAlone() {
    register();
    put("{0,1}/alloc_ids", "[1]");
    put("{0,1,0}/alloc_ids", "[1]");
    put("flow_id_info/{0,1,0}/{7}", "{}");
    put("flow_id_info/{0,1}/{7}", "{}");

    with(truth, maps -> assertThat(maps.deleteAll(UNI)).isEqualTo(new OnuMaps.Deleted(1, 1)));

    assertThat(value("{0,1}/alloc_ids")).isPresent();
    assertThat(value("flow_id_info/{0,1}/{7}")).isPresent();
  }

  @Test
  void flowInfosAreTheCallersJsonByteForByte() {
    register();
    Bytes info = Bytes.utf8(" [{\"flow\":{\"id\":7, \"cookie\":18446744073709551615}}]\n");
    with(
        truth,
        maps -> {
          maps.putFlowInfo(UNI, 7, info);
          assertThat(maps.flowInfo(UNI, 7)).contains(info);
          assertThat(maps.flowInfo(ONU, 7)).isEmpty();
          assertThat(maps.flowInfos(UNI)).containsExactly(Map.entry(7L, info));
          assertThat(code(() -> maps.putFlowInfo(UNI, 7, Bytes.utf8("{"))))
              .isEqualTo(ErrorCode.FLOW_INFO_INVALID);
          assertThat(code(() -> maps.putFlowInfo(UNI, -1, info)))
              .isEqualTo(ErrorCode.ID_OUT_OF_LEGAL_SPACE);
          assertThat(maps.flowInfo(UNI, 7)).contains(info);
          maps.deleteFlowInfo(UNI, 7);
          maps.deleteFlowInfo(UNI, 7);
          assertThat(maps.flowInfos(UNI)).isEmpty();
        });
  }

  @Test
  void wrongCallsAreRefusedAndChangeNothing() {
    with(
        truth,
        maps ->
            assertThat(code(() -> maps.get(ONU, ALLOC_IDS)))
                .isEqualTo(ErrorCode.OLT_NOT_REGISTERED));
    register();
    var before = truth.list(List.of(KeyRange.all()), ScanOptions.ALL);
    OnuId elsewhere = new OnuId(new PonId(OLT, 9), 1);
    with(
        truth,
        maps -> {
          assertThat(code(() -> maps.set(elsewhere, ALLOC_IDS, List.of(1))))
              .isEqualTo(ErrorCode.PON_NOT_REGISTERED);
          assertThat(code(() -> maps.add(ONU, ALLOC_IDS, List.of(-1))))
              .isEqualTo(ErrorCode.ID_OUT_OF_LEGAL_SPACE);
          List<Integer> many = IntStream.rangeClosed(0, OnuMaps.MAX_IDS).boxed().toList();
          assertThat(code(() -> maps.set(ONU, ALLOC_IDS, many)))
              .isEqualTo(ErrorCode.COUNT_OUT_OF_RANGE);
        });
    assertThat(truth.list(List.of(KeyRange.all()), ScanOptions.ALL)).isEqualTo(before);
  }

  @Test
  void theAuditComparesThemAndRepairLeavesThemAlone() {
    register();
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth, OPTIONS)) {
      var olt = ponkeeper.olt(XGS_PON, OLT);
      olt.instances().create(new TechProfileId(64), UNI);
      olt.onuMaps().set(UNI, ALLOC_IDS, List.of(1024));
      olt.onuMaps().set(UNI, GEM_PORT_IDS, List.of(1024));
      int without = olt.audit().findings().size();
      put("{0,2}/alloc_ids", "[1024]");
      put("{0,2}/gemport_ids", "[2000]");
      put("{0,2}/flow_ids", "garbage");
      put("{1048576,-1,-1}/flow_ids", "[1]");
      var before = truth.list(List.of(KeyRange.prefix(PREFIX + "{")), ScanOptions.ALL);

      olt.audit().repair(Duration.ofMillis(1));

      assertThat(olt.audit().findings()).hasSize(without + 4);
      assertThat(olt.audit().findings())
          .extracting(Finding::kind)
          .contains(
              FindingKind.MAPPED_TO_WRONG_ONU,
              FindingKind.MAPPED_NOT_TAKEN,
              FindingKind.UNREADABLE_ONU_MAP,
              FindingKind.STRAY_KEY);
      assertThat(truth.list(List.of(KeyRange.prefix(PREFIX + "{")), ScanOptions.ALL))
          .isEqualTo(before);
    }
  }
}
