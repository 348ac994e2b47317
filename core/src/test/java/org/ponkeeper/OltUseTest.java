package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.OltUse;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.MemoryStore;

/**
 * What is counted again after a change is what somebody counts who sees the OLT for the first time.
 */
class OltUseTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int STEPS = 600;
  private static final int PONS = 4;

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);
  private final Olt olt = ponkeeper.olt(Technology.XGS_PON, OLT);
  private final SplittableRandom random = new SplittableRandom(7);

  @AfterEach
  void close() {
    ponkeeper.close();
  }

  @Test
  void everyChangeIsCounted() {
    template(1);
    assertEveryStepIsCounted(gemPorts -> registration(gemPorts).build());
  }

  @Test
  void changesOfAPoolThatAllPonsShareAreCounted() {
    template(1);
    assertEveryStepIsCounted(
        gemPorts -> registration(gemPorts).sharedPool(ResourceType.GEM_PORT_ID, 1).build());
  }

  private void assertEveryStepIsCounted(IntFunction<OltRegistration> registration) {
    olt.register(registration.apply(60));
    int counted = 0;
    for (int step = 0; step < STEPS; step++) {
      try {
        change(registration);
      } catch (PonkeeperException refused) {
        continue;
      }
      OltUse expected;
      try (Ponkeeper other = Ponkeeper.on(store)) {
        expected = other.olt(Technology.XGS_PON, OLT).use();
      }
      assertThat(countUntil(expected)).as("step %d", step).isEqualTo(expected);
      counted++;
    }
    assertThat(counted).isGreaterThan(STEPS / 2);
  }

  /** A change of a template is seen when the store's watch has told of it. */
  private OltUse countUntil(OltUse expected) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    OltUse use = olt.use();
    while (!use.equals(expected) && System.nanoTime() < end) {
      Thread.onSpinWait();
      use = olt.use();
    }
    return use;
  }

  private void change(IntFunction<OltRegistration> registration) {
    int pon = random.nextInt(PONS);
    UniPort port = UniPort.of(OLT.device(), pon, 1 + random.nextInt(12), random.nextInt(2));
    TechProfileId template = new TechProfileId(64 + random.nextInt(2));
    OwnerName owner = new OwnerName("serial-" + random.nextInt(20));
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> olt.instances().create(template, port);
      case 3 -> olt.instances().delete(template, port);
      case 4 -> olt.ids().allocate(pon, ResourceType.ONU_ID, owner, 1);
      case 5 -> olt.ids().release(pon, ResourceType.ONU_ID, owner);
      case 6 -> olt.resize(registration.apply(50 + random.nextInt(20)));
      default -> template(1 + random.nextInt(3));
    }
  }

  /** A template with queues of its own number, and some multicast GEM port ids within the range. */
  private void template(int multicast) {
    apply(64, 1, IntStream.range(0, multicast).mapToObj(i -> 1030 + i).toList());
    apply(65, 2, List.of());
  }

  private void apply(int id, int gemPorts, List<Integer> multicast) {
    ponkeeper
        .templates()
        .apply(
            Technology.XGS_PON,
            new TechProfileId(id),
            Bytes.utf8(
                TestTemplates.json("multi-instance", "single-instance", gemPorts, multicast)));
  }

  private static OltRegistration.Builder registration(int gemPorts) {
    return OltRegistration.builder()
        .pons(0, PONS - 1)
        .onuIds(1, 32)
        .allocIds(1024, 1060)
        .gemPortIds(1024, 1024 + gemPorts);
  }
}
