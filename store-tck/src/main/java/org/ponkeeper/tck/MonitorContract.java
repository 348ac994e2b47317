package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.monitor.EngineListener;
import org.ponkeeper.monitor.OltLoad;
import org.ponkeeper.monitor.OltTransaction;
import org.ponkeeper.monitor.OltTransaction.Ending;
import org.ponkeeper.monitor.RequestWait;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.monitor.Status.Reason;
import org.ponkeeper.monitor.Status.State;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultyStore;

/** A listener receives what is done on the store, and the status follows the store. */
interface MonitorContract extends StoreUnderTest {

  /** Values of these tests. */
  final class Monitored {
    private static final TechProfileId T64 = new TechProfileId(64);

    private Monitored() {}

    private static PonkeeperOptions options(EngineListener listener) {
      return PonkeeperOptions.DEFAULTS.withListener(listener);
    }

    private static Olt olt(Ponkeeper ponkeeper) {
      return ponkeeper.olt(Technology.XGS_PON, "olt-1");
    }

    private static void register(Ponkeeper ponkeeper) {
      olt(ponkeeper)
          .register(
              OltRegistration.builder()
                  .pons(0, 1)
                  .onuIds(1, 128)
                  .allocIds(1024, 2047)
                  .gemPortIds(1024, 4095)
                  .build());
    }

    private static UniPort port(int onu) {
      return UniPort.of("olt-1", 0, onu, 0);
    }

    private static void create(Ponkeeper ponkeeper, int onu) {
      olt(ponkeeper).instances().create(T64, port(onu));
    }
  }

  @Test
  default void theNumbersAreThoseOfWhatWasDone() {
    RecordingListener listener = new RecordingListener();
    try (Ponkeeper setUp = Ponkeeper.on(store());
        Ponkeeper ponkeeper = Ponkeeper.on(store(), Monitored.options(listener))) {
      Monitored.register(setUp);
      for (int onu = 1; onu <= 3; onu++) {
        Monitored.create(ponkeeper, onu);
      }
      List<CreateRequest> more =
          List.of(4, 5, 6, 7).stream()
              .map(onu -> CreateRequest.of(Monitored.T64, Monitored.port(onu)))
              .toList();
      Monitored.olt(ponkeeper).instances().createAll(more);

      List<OltTransaction> committed = listener.transactions(Ending.COMMITTED);
      assertThat(committed.stream().mapToInt(OltTransaction::requests).sum()).isEqualTo(7);
      // an instance and two pools for a single one
      assertThat(committed.getFirst().mutations()).isEqualTo(3);
      assertThat(committed).hasSizeLessThan(7);
      assertThat(committed)
          .allSatisfy(t -> {
            assertThat(t.olt().device()).isEqualTo("olt-1");
            assertThat(t.technology()).isEqualTo(Technology.XGS_PON);
            assertThat(t.duration()).isPositive();
            assertThat(t.conflictingKeys()).isZero();
          });
      assertThat(listener.waits()).hasSize(7).allMatch(RequestWait::decided);
      assertThat(listener.loads()).isNotEmpty();
      OltLoad first = listener.loads().getFirst();
      assertThat(first.reason()).isEqualTo(OltLoad.Reason.MISSING);
      assertThat(first.instances()).isZero();
      assertThat(first.duration()).isPositive();

      Monitored.olt(ponkeeper).load().refresh();
      OltLoad last = listener.loads().getLast();
      assertThat(last.reason()).isEqualTo(OltLoad.Reason.REQUESTED);
      assertThat(last.instances()).isEqualTo(7);
      assertThat(last.error()).isEmpty();
    }
  }

  @Test
  default void aConflictIsReportedWithTheReadAfterIt() {
    RecordingListener listener = new RecordingListener();
    try (Ponkeeper other = Ponkeeper.on(store());
        Ponkeeper ponkeeper = Ponkeeper.on(store(), Monitored.options(listener).withWatch(false))) {
      Monitored.register(other);
      Monitored.create(ponkeeper, 1);
      Monitored.create(other, 2);

      Monitored.create(ponkeeper, 3);

      assertThat(listener.transactions(Ending.CONFLICT)).hasSize(1);
      assertThat(listener.transactions(Ending.CONFLICT).getFirst().requests()).isEqualTo(1);
      assertThat(listener.loads().getLast().reason()).isEqualTo(OltLoad.Reason.AFTER_TRANSACTION);
      assertThat(listener.waits()).as("a second decision is no second wait").hasSize(2);
    }
  }

  @Test
  default void anOutageIsDownWithItsReasonAndItsEndIsUp() throws Exception {
    RecordingListener listener = new RecordingListener();
    AtomicBoolean outage = new AtomicBoolean();
    FaultyStore faulty =
        new FaultyStore(store(), call -> outage.get() ? Fault.FAIL_BEFORE : Fault.NONE);
    try (Ponkeeper ponkeeper = Ponkeeper.on(faulty, Monitored.options(listener))) {
      Monitored.register(ponkeeper);
      Monitored.create(ponkeeper, 1);
      Status before = ponkeeper.status();
      assertThat(before.state()).isEqualTo(State.UP);
      assertThat(before.lastContact()).isPresent();
      assertThat(before.olts()).hasSize(1);
      assertThat(before.oldest()).isPresent();

      // when
      outage.set(true);
      Instant begins = Instant.now();
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(() -> Monitored.create(ponkeeper, 2))
            .isInstanceOf(StoreFailedException.class);
      }

      // then
      Status down = ponkeeper.status();
      assertThat(down.state()).isEqualTo(State.DOWN);
      assertThat(down.reason()).isEqualTo(Reason.NO_ANSWER);
      assertThat(down.code()).contains(ErrorCode.STORE_UNAVAILABLE);
      assertThat(down.since()).isBetween(begins, Instant.now());
      assertThat(down.lastContact().orElseThrow()).isBeforeOrEqualTo(begins);
      assertThat(down.olts()).as("what is in memory stays").hasSize(1);

      outage.set(false);
      Monitored.create(ponkeeper, 2);
      assertThat(ponkeeper.status().state()).isEqualTo(State.UP);
      assertThat(listener.statusesUntil(State.UP))
          .extracting(Status::state)
          .containsExactly(State.DOWN, State.UP);
      assertThat(listener.hasNoMoreStatuses()).isTrue();
    }
  }

  @Test
  default void anExceptionOfTheListenerChangesNothing() {
    EngineListener failing =
        new EngineListener() {
          @Override
          public void opened(Supplier<Status> status) {
            throw new IllegalStateException("of a test");
          }

          @Override
          public void transactionEnded(OltTransaction transaction) {
            throw new IllegalStateException("of a test");
          }

          @Override
          public void loaded(OltLoad load) {
            throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
          }

          @Override
          public void waited(RequestWait wait) {
            throw new NoClassDefFoundError("of a test");
          }
        };
    try (Ponkeeper ponkeeper = Ponkeeper.on(store(), Monitored.options(failing))) {
      Monitored.register(ponkeeper);
      Monitored.create(ponkeeper, 1);

      assertThat(Monitored.olt(ponkeeper).instances().list()).hasSize(1);
      assertThat(ponkeeper.status().state()).isEqualTo(State.UP);
    }
  }
}
