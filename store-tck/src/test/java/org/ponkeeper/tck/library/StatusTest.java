package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.monitor.Status.Reason;
import org.ponkeeper.monitor.Status.State;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.store.testing.StoreCall;
import org.ponkeeper.tck.RecordingListener;

/** What the status says in situations that a store's own contract cannot cause. */
@Timeout(60)
class StatusTest {

  private final MemoryStore memory = new MemoryStore();
  private final RecordingListener listener = new RecordingListener();
  private volatile Instant now = Instant.ofEpochSecond(1_000);

  @AfterEach
  void close() {
    memory.close();
  }

  private PonkeeperOptions options() {
    Environment system = Environment.of(PonkeeperOptions.DEFAULTS.executor());
    return PonkeeperOptions.DEFAULTS
        .withListener(listener)
        .withExecutor(
            new Environment(
                system.executor(),
                () -> now,
                system.nanoClock(),
                system.sleeper(),
                system.random()));
  }

  private static Olt olt(Ponkeeper ponkeeper) {
    return ponkeeper.olt(Technology.XGS_PON, OltScene.OLT);
  }

  private static void create(Ponkeeper ponkeeper, int onu) {
    olt(ponkeeper).instances().create(OltScene.T64, UniPort.of("olt-1", 0, onu, 0));
  }

  @Test
  void theStatusIsThereWhileTheStoreHangs() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    try (Ponkeeper ponkeeper =
        Ponkeeper.on(
            new ForwardingStore(memory) {
              @Override
              public TxnResult commit(Txn txn) {
                if (gate.get().getCount() > 0) {
                  hanging.countDown();
                  awaitUninterruptibly(gate.get());
                }
                return super.commit(txn);
              }
            },
            options())) {
      olt(ponkeeper).register(OltScene.registration(0));
      create(ponkeeper, 1);
      gate.set(release);
      Thread caller = Thread.ofVirtual().start(() -> create(ponkeeper, 2));
      hanging.await();

      // If it waited for the commit, it would never return.
      Status status = ponkeeper.status();

      assertThat(status.state()).as("the last known one").isEqualTo(State.UP);
      assertThat(status.olts()).hasSize(1);
      release.countDown();
      caller.join();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theAgeOfWhatIsInMemoryGrowsUntilItIsConfirmed() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(memory, options())) {
      assertThat(ponkeeper.status().olts()).isEmpty();
      olt(ponkeeper).register(OltScene.registration(0));
      olt(ponkeeper).load();
      Instant loaded = now;

      now = now.plusSeconds(30);
      Status.LoadedOlt old = ponkeeper.status().olts().getFirst();
      assertThat(old.technology()).isEqualTo(Technology.XGS_PON);
      assertThat(old.olt()).isEqualTo(OltScene.OLT);
      assertThat(old.confirmedAt()).isEqualTo(loaded);
      assertThat(old.age()).isEqualTo(Duration.ofSeconds(30));

      olt(ponkeeper).refresh();
      assertThat(ponkeeper.status().oldest()).contains(Duration.ZERO);
    }
  }

  @Test
  void anOltThatCannotBeWatchedIsDegradedUntilItCan() throws Exception {
    FaultPlan plan = FaultPlan.on(StoreCall.WATCH, Fault.DENIED);
    try (Ponkeeper ponkeeper = Ponkeeper.on(new FaultyStore(memory, plan), options())) {
      olt(ponkeeper).register(OltScene.registration(0));
      olt(ponkeeper).load();

      Status degraded = listener.statusesUntil(State.DEGRADED).getLast();
      assertThat(degraded.reason()).isEqualTo(Reason.NOT_WATCHED);
      assertThat(degraded.code()).isEmpty();

      while (ponkeeper.status().state() != State.UP) {
        olt(ponkeeper).instances().list(); // a call that notices that the watch is missing
        Thread.onSpinWait();
      }
      assertThat(listener.statusesUntil(State.UP)).hasSize(1);
    }
  }

  @Test
  void aLostReplyIsDegradedUntilTheStoreAnswersAgain() throws Exception {
    FaultPlan plan = FaultPlan.on(StoreCall.COMMIT, Fault.NONE, Fault.LOST_AFTER);
    try (Ponkeeper ponkeeper = Ponkeeper.on(new FaultyStore(memory, plan), options())) {
      olt(ponkeeper).register(OltScene.registration(0));
      create(ponkeeper, 1);

      assertThat(listener.statusesUntil(State.UP))
          .extracting(Status::reason)
          .containsExactly(Reason.REPLY_LOST, Reason.ANSWERS);
    }
  }

  @Test
  void aStoreThatRefusesChangesIsDegraded() {
    try (Ponkeeper ponkeeper =
        Ponkeeper.on(
            new ForwardingStore(memory) {
              @Override
              public TxnResult commit(Txn txn) {
                throw new StoreFailedException(ErrorCode.STORE_FULL);
              }
            },
            options())) {
      assertThatThrownBy(() -> olt(ponkeeper).register(OltScene.registration(0)))
          .isInstanceOf(StoreFailedException.class);
      ponkeeper.olts().list();

      Status status = ponkeeper.status();
      assertThat(status.reason()).isEqualTo(Reason.CHANGES_REFUSED);
      assertThat(status.code()).contains(ErrorCode.STORE_FULL);
    }
  }

  @Test
  void callsThatUseNoOltCountToo() {
    FaultPlan plan = FaultPlan.on(StoreCall.SNAPSHOT, Fault.FAIL_BEFORE);
    try (Ponkeeper ponkeeper = Ponkeeper.on(new FaultyStore(memory, plan), options())) {
      assertThatThrownBy(() -> ponkeeper.olts().list()).isInstanceOf(StoreFailedException.class);
      assertThat(ponkeeper.status().state()).isEqualTo(State.DOWN);

      ponkeeper.olts().list();
      assertThat(ponkeeper.status().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void aCheckShowsAnOutageAndItsEndWithoutOtherCalls() {
    FaultPlan plan = FaultPlan.on(StoreCall.HEALTH, Fault.FAIL_BEFORE);
    try (Ponkeeper ponkeeper = Ponkeeper.on(new FaultyStore(memory, plan), options())) {
      assertThatThrownBy(ponkeeper::checkStore).isInstanceOf(StoreFailedException.class);
      assertThat(ponkeeper.status().state()).isEqualTo(State.DOWN);

      assertThat(ponkeeper.checkStore().engine()).isEqualTo("memory");
      assertThat(ponkeeper.status().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void aCallerThatIsInterruptedSaysNothingAboutTheStore() {
    try (Ponkeeper ponkeeper =
        Ponkeeper.on(
            new ForwardingStore(memory) {
              @Override
              public TxnResult commit(Txn txn) {
                if (Thread.currentThread().isInterrupted()) {
                  throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
                }
                return super.commit(txn);
              }
            },
            options().withAdapterPath("service/voltha/adapter"))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> ponkeeper.adapterData().delete("a"))
          .isInstanceOf(StoreFailedException.class);
      assertThat(Thread.interrupted()).isTrue();

      assertThat(ponkeeper.status().state()).isEqualTo(State.UP);
    }
  }
}
