package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Txn;

/**
 * A value that an adapter found unreadable is mended in the store: the adapter works on without a
 * restart and without a watch.
 */
@Timeout(60)
class MendedValuesTest {

  private static final String BASE = "service/voltha/";
  private static final String POOLS = BASE + "resource_manager/{XGS-PON}/{olt-1}/";
  private static final UniPort FIRST = UniPort.of("olt-1", 0, 1, 0);
  private static final UniPort SECOND = UniPort.of("olt-1", 0, 2, 0);
  private static final PonId PON = new PonId(OLT, 0);
  private static final OwnerName OWNER = new OwnerName("serial-b");

  /** A call, and the value that it meets unreadable. */
  enum Call {
    CREATE(POOLS + "alloc_id_pool/{0}") {
      @Override
      void on(Olt olt) {
        olt.instances().create(T64, SECOND);
      }
    },
    DELETE(POOLS + "gemport_id_pool/{0}") {
      @Override
      void on(Olt olt) {
        olt.instances().delete(T64, FIRST);
      }
    },
    ALLOCATE(POOLS + "onu_id_pool/{0}") {
      @Override
      void on(Olt olt) {
        olt.ids().allocate(PON.number(), ResourceType.ONU_ID, OWNER, 1);
      }
    },
    ALLOCATE_BESIDE_RESERVED_IDS(BASE + "resource_manager/config/reserved_gemport_ids") {
      @Override
      void on(Olt olt) {
        olt.ids().allocate(PON.number(), ResourceType.GEM_PORT_ID, OWNER, 1);
      }
    },
    RELEASE_UNCLAIMED(POOLS + "onu_id_pool/{0}") {
      @Override
      void on(Olt olt) {
        olt.ids().releaseUnclaimed(PON.number(), ResourceType.ONU_ID, Set.of(7));
      }
    };

    private final String key;

    Call(String key) {
      this.key = key;
    }

    Key key() {
      return new Key(key);
    }

    abstract void on(Olt olt);
  }

  private final MemoryStore store = new MemoryStore();

  @ParameterizedTest
  @EnumSource
  void correctedValuesAreReadAgain(Call call) {
    put(new Key(BASE + "technology_profiles/XGS-PON/64"), OltScene.TEMPLATE);
    put(Call.ALLOCATE_BESIDE_RESERVED_IDS.key(), "[1900]");
    try (Ponkeeper ponkeeper = Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withWatch(false))) {
      Olt olt = ponkeeper.olt(Technology.XGS_PON, OLT);
      olt.register(OltScene.registration(0));
      olt.instances().create(T64, FIRST);
      olt.ids().reserve(PON.number(), ResourceType.ONU_ID, new OwnerName("serial-a"), Set.of(1));
      // ONU id 7 is taken, and nobody owns it
      put(
          Call.ALLOCATE.key(),
          "{\"end_idx\":32,\"pon_intf_id\":0,\"pool\":\"QQAAAA==\",\"start_idx\":1}");
      olt.refresh();
      Optional<KeyValue> good = store.get(call.key());
      put(call.key(), "garbage");
      olt.refresh();
      assertThatExceptionOfType(CorruptDataException.class)
          .isThrownBy(() -> call.on(olt))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA));

      store.commit(Txn.put(call.key(), good.orElseThrow().value()));

      call.on(olt);
    }
  }

  private void put(Key key, String value) {
    store.commit(Txn.put(key, Bytes.utf8(value)));
  }
}
