package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.tck.CountingStore;
import org.ponkeeper.tck.PlainTemplate;

/** Opening one OLT costs what that one costs, whatever else is in the store. */
class OpeningTest {

  private static final String INSTANCES = "service/voltha/resource_instances/XGS-PON/";
  private static final int OTHER_OLTS = 19;
  private static final int INSTANCES_OF_OTHERS = 100_000;

  private record Cost(long requests, long keysRead, List<KeyRange> scanned) {

    @Override
    public String toString() {
      return "%d requests, %d keys".formatted(requests, keysRead);
    }
  }

  @Test
  void theInstancesOfOtherOltsCostNothing() {
    try (MemoryStore store = new MemoryStore()) {
      given(store);
      Cost alone = open(store);

      addOthers(store);
      Cost amongOthers = open(store);

      assertThat(amongOthers).isEqualTo(alone);
      System.out.printf(
          "opening an OLT of 30 instances: %s, alone and among %d instances of others%n",
          alone, INSTANCES_OF_OTHERS);
    }
  }

  @Test
  void noRangeThatIsReadHoldsInstancesOfOthers() {
    // etcd goes through all keys of a range, also for the first of them.
    try (MemoryStore store = new MemoryStore()) {
      given(store);
      addOthers(store);

      List<KeyRange> scanned = open(store).scanned();

      assertThat(store.keys(KeyRange.prefix(INSTANCES)))
          .hasSize(30 + INSTANCES_OF_OTHERS)
          .filteredOn(key -> scanned.stream().anyMatch(range -> range.contains(key)))
          .hasSize(30);
    }
  }

  private static void given(MemoryStore store) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      for (int id = 64; id < 68; id++) {
        // One more than it uses.
        ponkeeper
            .templates()
            .apply(
                Technology.XGS_PON, new TechProfileId(id), PlainTemplate.json("t" + id, 4, false));
      }
      Olt olt = ponkeeper.olt(Technology.XGS_PON, new OltId("mine"));
      olt.register(
          OltRegistration.builder()
              .pons(0, 2)
              .onuIds(1, 32)
              .allocIds(1024, 1152)
              .gemPortIds(1024, 2048)
              .build());
      for (int i = 0; i < 30; i++) {
        olt.instances().create(new TechProfileId(64 + i % 3), UniPort.of("mine", i % 3, 1 + i, 0));
      }
    }
  }

  private static Cost open(MemoryStore store) {
    CountingStore counting = new CountingStore(store);
    try (Ponkeeper ponkeeper = Ponkeeper.on(counting, PonkeeperOptions.DEFAULTS.withWatch(false))) {
      assertThat(ponkeeper.olt(Technology.XGS_PON, new OltId("mine")).load().instances().list())
          .hasSize(30);
    }
    return new Cost(counting.requests(), counting.keysRead(), counting.scanned());
  }

  private static void addOthers(MemoryStore store) {
    List<Mutation> batch = new ArrayList<>();
    for (int i = 0; i < INSTANCES_OF_OTHERS; i++) {
      // Names before and after that of the OLT, and templates that it uses too.
      String olt = (i % 2 == 0 ? "a" : "z") + "-" + i % OTHER_OLTS;
      String key =
          INSTANCES
              + "%d/olt-{%s}/pon-{%d}/onu-{%d}/uni-{0}"
                  .formatted(64 + i % 3, olt, i % 256, i / 256);
      batch.add(new Mutation.Put(new Key(key), Bytes.utf8("of others")));
      if (batch.size() == Txn.MAX_MUTATIONS) {
        store.commit(new Txn(List.of(), batch));
        batch.clear();
      }
    }
    store.commit(new Txn(List.of(), batch));
  }
}
