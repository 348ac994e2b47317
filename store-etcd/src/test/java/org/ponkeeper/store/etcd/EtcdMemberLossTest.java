package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.History;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** A cluster of three that loses one member after the other, while it is worked on. */
@NeedsEtcd
@Timeout(240)
class EtcdMemberLossTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final TechProfileId T64 = new TechProfileId(64);

  /** Patient, since a busy machine may take long to elect a leader. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger calls = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void noCallFailsWhenAMemberIsLost() throws Exception {
    try (EtcdCluster cluster = EtcdCluster.start(3);
        KeyValueStore store =
            RetryingStore.of(
                EtcdStore.open(cluster.options().deadline(PATIENCE)),
                RetryPolicy.DEFAULTS.deadline(PATIENCE));
        Ponkeeper ponkeeper = Ponkeeper.on(store, options());
        ExecutorService executor = Executors.newCachedThreadPool()) {
      olt(ponkeeper)
          .register(
              OltRegistration.builder()
                  .pons(0, 1)
                  .onuIds(1, 128)
                  .allocIds(1024, 1279)
                  .gemPortIds(1024, 2048)
                  .build());
      create(ponkeeper, 0, 1);
      History history = store.history();

      List<Future<?>> load = new ArrayList<>();
      for (int pon = 0; pon < 2; pon++) {
        int ours = pon;
        load.add(executor.submit(() -> until(() -> createAndDelete(ponkeeper, ours))));
      }
      load.add(executor.submit(() -> until(() -> loadAnew(store))));
      load.add(
          executor.submit(() ->
              until(() ->
                  assertThat(store.list(List.of(KeyRange.all()), ScanOptions.ALL)).isNotEmpty())));

      for (EtcdServer member : cluster.members()) {
        awaitCalls(30);
        member.kill();
        awaitCalls(60);
        member.startAgain();
      }
      over.set(true);
      for (Future<?> one : load) {
        one.get();
      }

      assertThat(failures).isEmpty();
      assertThat(store.history()).isSameAs(history);
    }
  }

  private static PonkeeperOptions options() {
    return PonkeeperOptions.DEFAULTS.withCallTimeout(PATIENCE);
  }

  private void until(Runnable call) {
    while (!over.get()) {
      try {
        call.run();
        calls.incrementAndGet();
      } catch (RuntimeException | AssertionError e) {
        failures.add(e);
        return;
      }
    }
  }

  private void awaitCalls(int more) throws InterruptedException {
    int enough = calls.get() + more;
    while (calls.get() < enough && failures.isEmpty()) {
      Thread.sleep(5);
    }
  }

  private static void createAndDelete(Ponkeeper ponkeeper, int pon) {
    create(ponkeeper, pon, 2);
    olt(ponkeeper).instances().delete(T64, UniPort.of("olt-1", pon, 2, 0));
  }

  private static void loadAnew(KeyValueStore store) {
    try (Ponkeeper fresh = Ponkeeper.on(store, options().withWatch(false))) {
      assertThat(olt(fresh).load().instances().list()).isNotEmpty();
    }
  }

  private static void create(Ponkeeper ponkeeper, int pon, int onu) {
    olt(ponkeeper).instances().create(T64, UniPort.of("olt-1", pon, onu, 0));
  }

  private static Olt olt(Ponkeeper ponkeeper) {
    return ponkeeper.olt(Technology.XGS_PON, OLT);
  }
}
