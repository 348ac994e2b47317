package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;

/** Calls of the library that are wrong, and pools that cannot be read: nothing is written. */
class DamagedPoolTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final PonId PON = new PonId(OLT, 0);
  private static final TechProfileId T64 = new TechProfileId(64);
  private static final OwnerName OWNER = new OwnerName("a");
  private static final ResourceType GEM = ResourceType.GEM_PORT_ID;

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);
  private final Olt olt = ponkeeper.olt(Technology.XGS_PON, OLT);

  @BeforeEach
  void given() {
    olt.register(
        OltRegistration.builder()
            .pons(0, 1)
            .onuIds(1, 32)
            .allocIds(1024, 1152)
            .ids(GEM, 1024, 1100)
            .build());
    olt.instances().create(T64, UniPort.of("olt-1", 0, 1, 0));
  }

  @AfterEach
  void close() {
    ponkeeper.close();
  }

  private List<KeyValue> everything() {
    return store.list(List.of(KeyRange.prefix("service/")), ScanOptions.ALL);
  }

  private void refused(ErrorCode code, Consumer<Olt> call) {
    List<KeyValue> before = everything();
    try {
      call.accept(olt);
    } catch (PonkeeperException e) {
      assertThat(e.code()).isEqualTo(code);
      assertThat(e.facts()).isNotEmpty();
      assertThat(everything()).isEqualTo(before);
      return;
    }
    throw new AssertionError("nothing was refused");
  }

  @Test
  void wrongCountsAndIdsAreRefused() {
    for (int count : new int[] {0, -1, Integer.MIN_VALUE, 1025}) {
      refused(ErrorCode.COUNT_OUT_OF_RANGE, o -> o.ids().allocate(PON.number(), GEM, OWNER, count));
    }
    refused(ErrorCode.POOL_EXHAUSTED, o -> o.ids().allocate(PON.number(), GEM, OWNER, 77));
    refused(ErrorCode.COUNT_OUT_OF_RANGE, o -> o.ids().reserve(PON.number(), GEM, OWNER, Set.of()));
    refused(
        ErrorCode.COUNT_OUT_OF_RANGE, o -> o.ids().releaseUnclaimed(PON.number(), GEM, Set.of()));
    for (int id : new int[] {-1, 0, 1023, 1101, Integer.MAX_VALUE}) {
      refused(
          ErrorCode.ID_OUT_OF_LEGAL_SPACE,
          o -> o.ids().reserve(PON.number(), GEM, OWNER, Set.of(id)));
      refused(
          ErrorCode.ID_OUT_OF_LEGAL_SPACE,
          o -> o.ids().releaseUnclaimed(PON.number(), GEM, Set.of(id)));
    }
    refused(ErrorCode.ID_OWNED, o -> o.ids().reserve(PON.number(), GEM, OWNER, Set.of(1030, 1024)));
    refused(ErrorCode.ID_OWNED, o -> o.ids().releaseUnclaimed(PON.number(), GEM, Set.of(1024)));
    refused(ErrorCode.ID_NOT_TAKEN, o -> o.ids().releaseUnclaimed(PON.number(), GEM, Set.of(1025)));
    assertThat(olt.ids().release(PON.number(), GEM, OWNER).changed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{\"end_idx\":1100,\"pon_intf_id\":0,\"pool\":\"AQ",
        "{\"end_idx\":1100,\"pon_intf_id\":0,\"pool\":\"AQ=\",\"start_idx\":1024}",
        "{\"end_idx\":1100,\"pon_intf_id\":0,\"pool\":\"*Q==\",\"start_idx\":1024}",
        "{\"end_idx\":1100,\"pon_intf_id\":0,\"pool\":null,\"start_idx\":1024}",
        "{\"end_idx\":1000,\"pon_intf_id\":0,\"pool\":\"AQ==\",\"start_idx\":1024}"
      })
  void aPoolThatCannotBeReadIsNeverOverwritten(String value) {
    store.commit(
        Txn.put(
            new Key("service/voltha/resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{0}"),
            Bytes.utf8(value)));
    olt.refresh();

    refused(ErrorCode.CORRUPT_DATA, o -> o.ids().allocate(PON.number(), GEM, OWNER, 1));
    refused(ErrorCode.CORRUPT_DATA, o -> o.ids().reserve(PON.number(), GEM, OWNER, Set.of(1030)));
    refused(ErrorCode.CORRUPT_DATA, o -> o.ids().releaseUnclaimed(PON.number(), GEM, Set.of(1030)));
    refused(ErrorCode.CORRUPT_DATA, o -> o.ids().list(PON.number(), GEM));
    refused(ErrorCode.CORRUPT_DATA, o -> o.instances().create(T64, UniPort.of("olt-1", 0, 2, 0)));
    refused(ErrorCode.CORRUPT_DATA, o -> o.instances().delete(T64, UniPort.of("olt-1", 0, 1, 0)));
    refused(
        ErrorCode.CORRUPT_DATA,
        o -> o.resize(OltRegistration.builder().ids(GEM, 1024, 2000).build()));
    olt.instances().create(T64, UniPort.of("olt-1", 1, 2, 0));
  }
}
