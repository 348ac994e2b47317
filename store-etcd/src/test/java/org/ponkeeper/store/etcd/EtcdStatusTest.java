package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.monitor.Status.Reason;
import org.ponkeeper.monitor.Status.State;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.tck.RecordingListener;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** The status while a real etcd stops and starts. */
@NeedsEtcd
@Timeout(120)
class EtcdStatusTest {

  private static final Duration SHORT = Duration.ofSeconds(2);

  private final RecordingListener listener = new RecordingListener();

  private static Olt watchedOlt(Ponkeeper ponkeeper) {
    Olt olt = ponkeeper.olt(Technology.XGS_PON, "olt-1");
    olt.register(
        OltRegistration.builder()
            .pons(0, 0)
            .onuIds(1, 32)
            .allocIds(1024, 1152)
            .gemPortIds(1024, 2048)
            .build());
    return olt.load();
  }

  private static KeyValueStore open(EtcdServer server) throws Exception {
    return RetryingStore.of(
        EtcdStore.open(EtcdUrl.parse(server.url()).deadline(SHORT)),
        RetryPolicy.DEFAULTS.deadline(SHORT));
  }

  @Test
  void withoutCallsTheWatchesShowTheOutageAndItsEnd() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        KeyValueStore store = open(server);
        Ponkeeper ponkeeper =
            Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withListener(listener))) {
      watchedOlt(ponkeeper);
      assertThat(ponkeeper.status().state()).isEqualTo(State.UP);

      server.kill();

      List<Status> until = listener.statusesUntil(State.DOWN);
      assertThat(until.getLast().reason()).isEqualTo(Reason.NO_ANSWER);
      assertThat(until.getLast().code()).contains(ErrorCode.STORE_UNAVAILABLE);
      assertThat(until.getFirst().reason())
          .as("at first only the watches are lost")
          .isEqualTo(Reason.NOT_WATCHED);

      server.startAgain();

      Status up = listener.statusesUntil(State.UP).getLast();
      assertThat(up.reason()).isEqualTo(Reason.ANSWERS);
      assertThat(ponkeeper.status().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void callsShowTheOutage() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        KeyValueStore store = open(server);
        Ponkeeper ponkeeper =
            Ponkeeper.on(
                store, PonkeeperOptions.DEFAULTS.withListener(listener).withWatch(false))) {
      Olt olt = watchedOlt(ponkeeper);
      server.kill();

      assertThatThrownBy(olt::refresh).isInstanceOf(StoreFailedException.class);
      assertThat(ponkeeper.status().state()).isEqualTo(State.DOWN);

      server.startAgain();
      olt.refresh();

      assertThat(listener.statusesUntil(State.UP))
          .extracting(Status::state)
          .containsExactly(State.DOWN, State.UP);
    }
  }
}
