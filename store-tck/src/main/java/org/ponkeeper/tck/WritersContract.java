package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.Instances;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.ScanOptions;

/** Several Ponkeepers that change one PON without a pause: none of them starves. */
interface WritersContract extends StoreUnderTest {

  /** The number of Ponkeepers. */
  int WRITERS = 4;

  /** They go on until there were that many conflicts: a writer that starves has most of them. */
  int CONFLICTS = 400;

  /** The limit of consecutive conflicts of one operation. */
  int MOST_IN_A_ROW = 100;

  /** The minimum number of creates and deletes of each. */
  int OPERATIONS = 60;

  /** The maximum number, on a store where writers rarely conflict. */
  int MOST_OPERATIONS = 2_000;

  @Test
  @Timeout(300) // on a busy machine, with an etcd that waits for its turn too
  default void writersOfOnePonThatNeverPauseAllGoOn() throws Exception {
    OltId olt = new OltId("olt-1");
    try (Ponkeeper ponkeeper = Ponkeeper.on(store())) {
      ponkeeper
          .olt(Technology.XGS_PON, olt)
          .register(
              OltRegistration.builder()
                  .pons(0, 0)
                  .onuIds(1, 32)
                  .allocIds(1024, 1152)
                  .gemPortIds(1024, 2048)
                  .build());
    }
    CountingStore counting = new CountingStore(store());
    AtomicLong worst = new AtomicLong();
    AtomicIntegerArray done = new AtomicIntegerArray(WRITERS);

    // when each of them creates and deletes as fast as it can
    List<Integer> whenTheFirstWasReady = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        writers.add(executor.submit(() -> write(counting, olt, writer, done, worst)));
      }
      int share = 0;
      while (share < WRITERS * OPERATIONS && writers.stream().noneMatch(Future::isDone)) {
        Thread.sleep(1);
        whenTheFirstWasReady.clear();
        for (int w = 0; w < WRITERS; w++) {
          whenTheFirstWasReady.add(done.get(w));
        }
        share = whenTheFirstWasReady.stream().mapToInt(i -> i).sum();
      }
      // then no operation was refused
      for (Future<?> writer : writers) {
        writer.get();
      }
    }

    // and the store is as if they had run one after the other
    try (Ponkeeper ponkeeper = Ponkeeper.on(store())) {
      assertThat(ponkeeper.olt(Technology.XGS_PON, olt).instances().list()).isEmpty();
      assertThat(ponkeeper.olt(Technology.XGS_PON, olt).audit().findings()).isEmpty();
    }
    assertThat(
            store()
                .list(
                    List.of(KeyRange.prefix("service/voltha/ponkeeper/turns/")),
                    ScanOptions.KEYS_ONLY))
        .isEmpty();
    System.out.printf(
        "%s: %s writers on one PON, %s conflicts, at most %s for one operation; operations of each"
            + " when %s were done in all: %s%n",
        getClass().getSimpleName(),
        WRITERS,
        counting.conflicts(),
        worst.get(),
        WRITERS * OPERATIONS,
        whenTheFirstWasReady);
    // With turns there are only a few; a writer that starves until its time-out has 200 conflicts.
    assertThat(worst.get()).isLessThan(MOST_IN_A_ROW);
  }

  private static Void write(
      CountingStore store, OltId olt, int writer, AtomicIntegerArray done, AtomicLong worst) {
    TechProfileId template = new TechProfileId(64);
    UniPort port = UniPort.of(olt.device(), 0, 1 + writer, 0);
    CountingStore own = new CountingStore(store);
    try (Ponkeeper ponkeeper = Ponkeeper.on(own)) {
      Instances instances = ponkeeper.olt(Technology.XGS_PON, olt).instances();
      while (done.get(writer) < OPERATIONS
          || (store.conflicts() < CONFLICTS && done.get(writer) < MOST_OPERATIONS)) {
        counted(own, worst, () -> instances.create(template, port));
        done.incrementAndGet(writer);
        counted(own, worst, () -> instances.delete(template, port));
        done.incrementAndGet(writer);
      }
    }
    return null;
  }

  private static void counted(CountingStore own, AtomicLong worst, Runnable operation) {
    long before = own.conflicts();
    operation.run();
    worst.accumulateAndGet(own.conflicts() - before, Math::max);
  }
}
