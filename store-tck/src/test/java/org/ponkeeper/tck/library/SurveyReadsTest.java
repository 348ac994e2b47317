package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.tck.CountingStore;

/** Listing the OLTs takes a few reads for each, however many instances there are. */
class SurveyReadsTest {

  private static final int OLTS = 10;
  private static final int INSTANCES = 1_000;

  private final MemoryStore store = new MemoryStore();
  private final List<Mutation> chunk = new ArrayList<>();

  private void put(String key) {
    chunk.add(new Mutation.Put(new Key("service/voltha/" + key), Bytes.utf8("{}")));
    if (chunk.size() == Txn.MAX_MUTATIONS) {
      flush();
    }
  }

  private void flush() {
    store.commit(new Txn(List.of(), chunk));
    chunk.clear();
  }

  private void fill() {
    put("technology_profiles/XGS-PON/64");
    for (int olt = 0; olt < OLTS; olt++) {
      String manager = "resource_manager/{XGS-PON}/{olt-" + olt + "}/";
      for (int n = 0; n < INSTANCES; n++) {
        String numbers = "pon-{%d}/onu-{%d}/uni-{0}".formatted(n % 16, 1 + n / 16);
        put("resource_instances/XGS-PON/64/olt-{" + olt + "}/" + numbers);
        put(manager + "{%d,%d,0}/alloc_ids".formatted(n % 16, 1 + n / 16));
      }
      for (int pon = 0; pon < 16; pon++) {
        put(manager + "alloc_id_pool/{" + pon + "}");
      }
    }
    flush();
  }

  private CountingStore listing() {
    CountingStore counting = new CountingStore(store);
    try (Ponkeeper ponkeeper = Ponkeeper.on((KeyValueStore) counting)) {
      ponkeeper.olts().list();
    }
    return counting;
  }

  @Test
  void aListingOfOltsReadsAFewKeysOfEach() {
    // given
    fill();

    // when
    CountingStore counted = listing();

    // then
    System.out.printf(
        "listing OLTs of a store of %d instances: %d reads, %d keys%n",
        OLTS * INSTANCES, counted.requests(), counted.keysRead());
    assertThat(counted.keysRead()).isLessThan(10 * OLTS);
  }
}
