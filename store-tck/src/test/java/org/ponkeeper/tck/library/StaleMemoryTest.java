package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.WatchEvent;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.tck.CountingStore;

/** The state in memory never stays older than the store. */
@Timeout(60)
class StaleMemoryTest {

  private static final int PON_0 = 0;
  private static final PonId PON_1 = new PonId(OltScene.OLT, 1);

  private final MemoryStore memory = new MemoryStore();
  private final CountingStore counting = new CountingStore(memory);
  private final AtomicInteger watches = new AtomicInteger();
  private volatile boolean watchable = true;
  private volatile Instant now = Instant.ofEpochSecond(1_000);

  private final Ponkeeper ponkeeper =
      Ponkeeper.on(
          new ForwardingStore(counting) {
            @Override
            public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
              if (!watchable) {
                throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
              }
              Subscription made = super.watch(range, from, onEvent);
              watches.incrementAndGet();
              return () -> {
                watches.decrementAndGet();
                made.close();
              };
            }
          },
          options());

  private final Olt olt = ponkeeper.olt(Technology.XGS_PON, OltScene.OLT);
  private final Instances instances = olt.instances();

  private PonkeeperOptions options() {
    Environment system = Environment.of(PonkeeperOptions.DEFAULTS.executor());
    return PonkeeperOptions.DEFAULTS.withExecutor(
        new Environment(
            system.executor(), () -> now, system.nanoClock(), system.sleeper(), system.random()));
  }

  @BeforeEach
  void given() {
    OltScene.on(
        memory,
        other -> {
          Olt theirs = other.olt(Technology.XGS_PON, OltScene.OLT);
          theirs.register(OltScene.registration(0));
          theirs.instances().create(OltScene.T64, port(0, 1));
          theirs.instances().create(OltScene.T64, port(1, 1));
        });
  }

  @AfterEach
  void close() {
    ponkeeper.close();
    memory.close();
  }

  private static UniPort port(int pon, int onu) {
    return UniPort.of("olt-1", pon, onu, 0);
  }

  private void otherCreates(int pon, int onu) {
    OltScene.on(
        memory,
        other ->
            other
                .olt(Technology.XGS_PON, OltScene.OLT)
                .instances()
                .create(OltScene.T64, port(pon, onu)));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void readsSeeChangesMadeBeforeTheWatchCouldStart() {
    watchable = false;
    assertThat(instances.find(OltScene.T64, port(0, 1))).isPresent();
    otherCreates(0, 2);
    assertThat(instances.find(OltScene.T64, port(0, 2))).isEmpty();

    watchable = true;

    await(() -> instances.find(OltScene.T64, port(0, 2)).isPresent());
    // and now it is watched
    otherCreates(0, 3);
    await(() -> instances.find(OltScene.T64, port(0, 3)).isPresent());
  }

  @Test
  void anOltThatIsOnlyWrittenIsWatchedLaterToo() {
    watchable = false;
    instances.create(OltScene.T64, port(0, 2));
    watchable = true;

    await(() -> {
      instances.create(OltScene.T64, port(0, 2));
      return watches.get() > 0;
    });
  }

  @Test
  void onlyWhatWasReadIsConfirmed() {
    olt.load();
    Instant loaded = now;
    assertThat(olt.confirmedAt()).isEqualTo(loaded);

    now = now.plusSeconds(10);
    instances.create(OltScene.T64, port(0, 2));
    assertThat(olt.confirmedAt(PON_0)).isEqualTo(now);
    assertThat(olt.confirmedAt(PON_1.number())).isEqualTo(loaded);
    assertThat(olt.confirmedAt()).isEqualTo(loaded);

    now = now.plusSeconds(10);
    otherCreates(1, 2);
    await(() -> instances.find(OltScene.T64, port(1, 2)).isPresent());
    assertThat(olt.confirmedAt(PON_1.number())).isEqualTo(now);
    assertThat(olt.confirmedAt(PON_0)).isEqualTo(now.minusSeconds(10));
    assertThat(olt.confirmedAt()).isEqualTo(now.minusSeconds(10));

    now = now.plusSeconds(10);
    olt.refresh();
    assertThat(olt.confirmedAt()).isEqualTo(now);
  }

  @Test
  void aPonThatIsNotLoadedWasNeverConfirmed() {
    assertThat(olt.confirmedAt()).isEqualTo(Instant.EPOCH);
    instances.find(OltScene.T64, port(0, 1));

    assertThat(olt.confirmedAt(PON_0)).isEqualTo(now);
    assertThat(olt.confirmedAt(PON_1.number())).isEqualTo(Instant.EPOCH);
  }

  @Test
  void ownChangesCauseNoReads() {
    olt.load();
    OwnerName owner = new OwnerName("serial");
    olt.ids().allocate(PON_0, ResourceType.ONU_ID, owner, 1);
    olt.ids().release(PON_0, ResourceType.ONU_ID, owner);
    instances.create(OltScene.T64, port(0, 2));
    instances.delete(OltScene.T64, port(0, 2));
    // What another process does later is seen: so the watch has reported the own changes too.
    otherCreates(1, 2);
    await(() -> instances.find(OltScene.T64, port(1, 2)).isPresent());

    long before = counting.requests();
    assertThat(instances.find(OltScene.T64, port(0, 1))).isPresent();
    assertThat(olt.ids().owner(PON_0, ResourceType.ONU_ID, 1)).isEmpty();
    assertThat(counting.requests()).isEqualTo(before);
  }

  @Test
  void idsThatOthersAllocateAndReleaseAreSeen() {
    olt.load();
    OwnerName owner = new OwnerName("serial");
    OltScene.on(
        memory,
        other ->
            other
                .olt(Technology.XGS_PON, OltScene.OLT)
                .ids()
                .allocate(PON_0, ResourceType.ONU_ID, owner, 1));
    await(() -> olt.ids().owner(PON_0, ResourceType.ONU_ID, 1).isPresent());

    OltScene.on(
        memory,
        other ->
            other
                .olt(Technology.XGS_PON, OltScene.OLT)
                .ids()
                .release(PON_0, ResourceType.ONU_ID, owner));
    await(() -> olt.ids().owner(PON_0, ResourceType.ONU_ID, 1).isEmpty());
  }

  @Test
  void anOltThatIsNotInTheStoreIsNotWatched() {
    for (int i = 0; i < 100; i++) {
      OltId unknown = new OltId("unknown-" + i);
      assertThat(
              ponkeeper
                  .olt(Technology.XGS_PON, unknown)
                  .instances()
                  .find(OltScene.T64, UniPort.of(unknown.device(), 0, 1, 0)))
          .isEmpty();
    }
    assertThat(watches).hasValue(0);
  }

  @Test
  void anOltThatIsDeletedIsNoLongerWatched() {
    olt.load();
    await(() -> watches.get() > 0);

    olt.delete(progress -> {});

    await(() -> watches.get() == 0);
    assertThat(instances.find(OltScene.T64, port(0, 1))).isEmpty();
  }
}
