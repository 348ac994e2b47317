package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pon.Technology.XGS_PON;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.MemoryStore;

/** Which OLTs stay in memory. */
class OpenOltsTest {

  private static final OltId KNOWN = new OltId("known");

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);

  @AfterEach
  void close() {
    ponkeeper.close();
    store.close();
  }

  private static void register(Ponkeeper ponkeeper, OltId olt) {
    ponkeeper
        .olt(XGS_PON, olt)
        .register(
            OltRegistration.builder()
                .pons(0, 0)
                .onuIds(1, 32)
                .allocIds(1024, 1152)
                .gemPortIds(1024, 2048)
                .build());
  }

  private Optional<Instance> find(OltId olt) {
    return ponkeeper
        .olt(XGS_PON, olt)
        .instances()
        .find(new TechProfileId(64), UniPort.of(olt.device(), 0, 1, 0));
  }

  @Test
  void oltsThatTheStoreDoesNotKnowAreDropped() throws InterruptedException {
    register(ponkeeper, KNOWN);
    assertThat(find(KNOWN)).isEmpty();
    int asked = 300;
    for (int i = 0; i < asked; i++) {
      assertThat(find(new OltId("unknown-" + i))).isEmpty();
    }

    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (ponkeeper.openOlts() > 10 && System.nanoTime() < end) {
      System.gc();
      Thread.sleep(20);
    }

    // the latest ones may still be referred to by threads that end
    assertThat(ponkeeper.openOlts()).isBetween(1, 10);
    // and the one that is known has kept what it loaded
    assertThat(ponkeeper.olt(XGS_PON, KNOWN).confirmedAt()).isAfter(Instant.EPOCH);
  }

  @Test
  void aReferenceToAPartOfAnOltKeepsTheOltOpen() throws InterruptedException {
    OltId olt = new OltId("later");
    Instances part = ponkeeper.olt(XGS_PON, olt).instances();
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(10);
    }

    assertThat(ponkeeper.olt(XGS_PON, olt).instances()).isSameAs(part);
  }

  @Test
  void anOltThatIsRegisteredLaterByAnotherIsSeen() {
    OltId olt = new OltId("later");
    assertThat(find(olt)).isEmpty();
    try (Ponkeeper other = Ponkeeper.on(store)) {
      register(other, olt);
      other
          .olt(XGS_PON, olt)
          .instances()
          .create(new TechProfileId(64), UniPort.of(olt.device(), 0, 1, 0));
    }

    assertThat(find(olt)).isPresent();
  }
}
