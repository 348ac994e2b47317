package org.ponkeeper.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OltUse;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.MemoryStore;

/** What a server keeps of what it has seen is right, and bounded. */
@Timeout(60)
class ObservationsTest {

  private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
  private static final OltId OLT = new OltId("olt-1");

  private final UseHistory history = new UseHistory(Duration.ofMinutes(1));

  private static OltUse use(String olt, int instances) {
    PoolUsage pool =
        new PoolUsage(
            new PoolId(ResourceType.ALLOC_ID, 0),
            false,
            IdRanges.of(1024, 1123),
            instances,
            100 - instances,
            0);
    return new OltUse(Technology.GPON, new OltId(olt), 1, 1, instances, List.of(pool));
  }

  private List<UseHistory.Sample> samples(String olt) {
    return history.of(Technology.GPON, new OltId(olt));
  }

  @Test
  void samplesComeBackAsTheyWereTaken() {
    history.add(use("olt-1", 3), START);
    history.add(use("olt-1", 4), START.plusSeconds(60));

    assertThat(samples("olt-1"))
        .extracting(UseHistory.Sample::time)
        .containsExactly(START, START.plusSeconds(60));
    assertThat(samples("olt-1").getLast().instances()).isEqualTo(4);
    assertThat(samples("olt-1").getLast().onus()).isEqualTo(1);
    assertThat(samples("olt-1").getLast().ids())
        .isEqualTo(Map.of(ResourceType.ALLOC_ID, new OltUse.Sum(4, 100)));
    assertThat(samples("olt-2")).isEmpty();
    assertThat(history.of(Technology.EPON, OLT)).isEmpty();
  }

  @Test
  void theOldestSampleMakesRoomForTheNext() {
    for (int i = 0; i <= UseHistory.MOST_SAMPLES; i++) {
      history.add(use("olt-1", 1), START.plusSeconds(60L * i));
    }

    assertThat(samples("olt-1")).hasSize(UseHistory.MOST_SAMPLES);
    assertThat(samples("olt-1").getFirst().time()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void thereIsRoomForSoManyOltsUntilOthersAreOld() {
    for (int i = 0; i <= UseHistory.MOST_OLTS; i++) {
      history.add(use("olt-" + i, 1), START);
    }
    assertThat(samples("olt-0")).hasSize(1);
    assertThat(samples("olt-" + UseHistory.MOST_OLTS)).isEmpty();

    Instant later = START.plus(history.retention()).plusSeconds(1);
    history.dropOld(later);
    history.add(use("olt-" + UseHistory.MOST_OLTS, 1), later);

    assertThat(samples("olt-0")).isEmpty();
    assertThat(samples("olt-" + UseHistory.MOST_OLTS)).hasSize(1);
  }

  @Test
  void onlyTheAuditsOfSoManyOltsAreKept() {
    LastAudits audits = new LastAudits();
    audits.audited(Technology.GPON, new OltId("first"), List.of(), START);
    audits.audited(Technology.GPON, new OltId("again"), List.of(), START);
    audits.audited(Technology.GPON, new OltId("first"), List.of(), START);
    for (int i = 0; i < LastAudits.MOST - 1; i++) {
      audits.audited(Technology.GPON, new OltId("olt-" + i), List.of(), START);
    }

    assertThat(audits.find(Technology.GPON, new OltId("again"))).isEmpty();
    assertThat(audits.find(Technology.GPON, new OltId("first"))).isPresent();
    audits.forget(Technology.GPON, new OltId("first"));
    assertThat(audits.find(Technology.GPON, new OltId("first"))).isEmpty();
  }

  /** The thread counts again and again what is in memory, and nothing else. */
  @Test
  void oltsInMemoryAreCountedUntilTheEnd() throws Exception {
    MemoryStore store = new MemoryStore();
    try (Ponkeeper other = Ponkeeper.on(store)) {
      register(other, "olt-1");
      register(other, "olt-2");
    }
    try (Ponkeeper ponkeeper = Ponkeeper.on(store);
        Observations observations = Observations.start(ponkeeper, Duration.ofMillis(2))) {
      ponkeeper.olt(Technology.XGS_PON, OLT).load();
      awaitSamples(observations, 1);
      ponkeeper
          .olt(Technology.XGS_PON, OLT)
          .ids()
          .allocate(0, ResourceType.ONU_ID, new OwnerName("ALCL00000001"), 1);
      int before = observations.use().of(Technology.XGS_PON, OLT).size();
      awaitSamples(observations, before + 2);

      assertThat(observations.use().of(Technology.XGS_PON, OLT).getLast().onus()).isEqualTo(1);
      assertThat(observations.use().of(Technology.XGS_PON, new OltId("olt-2"))).isEmpty();
    }
  }

  private static void register(Ponkeeper ponkeeper, String olt) {
    ponkeeper
        .olt(Technology.XGS_PON, olt)
        .register(
            OltRegistration.builder()
                .pons(0, 1)
                .onuIds(1, 32)
                .allocIds(1024, 1100)
                .gemPortIds(1024, 2000)
                .build());
  }

  private static void awaitSamples(Observations observations, int count) {
    while (observations.use().of(Technology.XGS_PON, OLT).size() < count) {
      Thread.onSpinWait();
    }
  }
}
