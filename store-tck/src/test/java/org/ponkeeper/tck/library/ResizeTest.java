package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

/** An OLT that is given other ranges: interrupted anywhere, and while others work on it. */
class ResizeTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final TechProfileId TEMPLATE = new TechProfileId(64);
  private static final OltRegistration BEFORE =
      OltRegistration.builder().onuIds(1, 32).allocIds(1024, 1152).gemPortIds(1024, 2048).build();
  private static final OltRegistration AFTER =
      OltRegistration.builder()
          .ids(ResourceType.ALLOC_ID, IdRanges.parse("1024-1030,1033-1100"))
          .gemPortIds(1021, 3000)
          .idsOfPons(100, 129, ResourceType.GEM_PORT_ID, 1021, 5000)
          .idsOfPons(7, 7, ResourceType.ALLOC_ID, 1024, 1500)
          .build();

  private static Olt olt(Ponkeeper ponkeeper) {
    return ponkeeper.olt(Technology.XGS_PON, OLT);
  }

  /** PONs with an instance and an ONU each. */
  private static void given(KeyValueStore store, int pons) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      olt(ponkeeper).register(BEFORE.toBuilder().pons(0, pons - 1).build());
      for (int pon = 0; pon < pons; pon++) {
        olt(ponkeeper).instances().create(TEMPLATE, UniPort.of(OLT.device(), pon, 1, 0));
        olt(ponkeeper).ids().allocate(pon, ResourceType.ONU_ID, new OwnerName("serial"), 2);
      }
    }
  }

  private static MemoryStore copy(MemoryStore original) {
    MemoryStore copy = new MemoryStore();
    original
        .list(List.of(KeyRange.prefix("service/")), ScanOptions.ALL)
        .forEach(kv -> copy.commit(Txn.put(kv.key(), kv.value())));
    return copy;
  }

  /** Every pool agrees with the record, and nothing is wrong but that no template is stored. */
  private static void assertSound(KeyValueStore store, OltRegistration ranges) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      OltRecord record = olt(ponkeeper).overview().record().orElseThrow();
      assertThat(record.state()).isEqualTo(OltRecord.State.LIVE);
      assertThat(record.resizingTo().isEmpty()).isTrue();
      assertThat(record.ranges().overlaidBy(ranges.ranges()).on(record.pons()))
          .isEqualTo(record.ranges());
      olt(ponkeeper)
          .overview()
          .pools()
          .forEach(pool ->
              assertThat(pool.range().orElseThrow())
                  .isEqualTo(
                      record
                          .ranges()
                          .of(pool.id().type(), pool.id().index())
                          .orElseThrow()
                          .whole()));
      assertThat(olt(ponkeeper).audit().findings())
          .allMatch(finding -> finding.kind() == FindingKind.MISSING_TEMPLATE);
    }
  }

  @Test
  void aResizeThatIsInterruptedAnywhereCanBeFinishedOrUndone() {
    MemoryStore original = new MemoryStore();
    given(original, 130);
    int interrupted = 0;
    for (Fault fault : List.of(Fault.FAIL_BEFORE, Fault.LOST_BEFORE, Fault.LOST_AFTER)) {
      for (int commits = 0; ; commits++) {
        MemoryStore truth = copy(original);
        boolean done = interruptedAt(truth, commits, fault);

        try (Ponkeeper ponkeeper = Ponkeeper.on(truth)) {
          Olt olt = olt(ponkeeper);
          OltRecord record = olt.overview().record().orElseThrow();
          if (record.state() == OltRecord.State.RESIZING) {
            interrupted++;
            assertThat(code(() -> olt.instances().create(TEMPLATE, port(0, 9))))
                .isEqualTo(ErrorCode.OLT_BUSY);
            // when
            boolean undo = commits % 2 == 0;
            olt.resize(undo ? BEFORE : OltRegistration.adoptExisting());
            // then
            assertSound(truth, undo ? BEFORE : AFTER);
          } else {
            assertSound(truth, done ? AFTER : OltRegistration.adoptExisting());
          }
          assertThat(olt.instances().list()).hasSize(130);
          olt.instances().create(TEMPLATE, port(0, 9));
        }
        if (done) {
          break;
        }
      }
    }
    // The fence, and pools in three steps, each interrupted in three ways.
    assertThat(interrupted).isGreaterThanOrEqualTo(9);
  }

  private static UniPort port(int pon, int onu) {
    return UniPort.of(OLT.device(), pon, onu, 0);
  }

  /** Resizes on a store that fails from some commit on; whether it came to its end. */
  private static boolean interruptedAt(MemoryStore truth, int commits, Fault fault) {
    AtomicInteger made = new AtomicInteger();
    FaultPlan plan =
        call -> {
          if (made.get() > commits) {
            return Fault.FAIL_BEFORE;
          }
          return call == StoreCall.COMMIT && made.getAndIncrement() == commits ? fault : Fault.NONE;
        };
    // Not closed: that would close what it decorates.
    FaultyStore failing = new FaultyStore(truth, plan);
    try (Ponkeeper ponkeeper = Ponkeeper.on(failing, PonkeeperOptions.DEFAULTS.withWatch(false))) {
      olt(ponkeeper).resize(AFTER);
      return true;
    } catch (PonkeeperException e) {
      assertThat(e.code()).isIn(ErrorCode.STORE_UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);
      return false;
    }
  }

  private static ErrorCode code(Runnable call) {
    try {
      call.run();
    } catch (PonkeeperException e) {
      return e.code();
    }
    throw new AssertionError("nothing was refused");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 130})
  void othersWorkOnTheOltMeanwhile(int pons) throws Exception {
    MemoryStore store = new MemoryStore();
    given(store, pons);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger created = new AtomicInteger();
    AtomicInteger busy = new AtomicInteger();
    int resizes = 0;
    int refusals = 0;

    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> workers = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        int worker = w;
        workers.add(executor.submit(() -> work(store, worker, pons, over, created, busy)));
      }
      try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
        for (int i = 0; i < 40 && workers.stream().noneMatch(Future::isDone); i++) {
          // Now to a range that what is there may not fit into, and now to one with a gap.
          IdRanges next =
              switch (i % 3) {
                case 0 -> IdRanges.of(1021, 2048);
                case 1 -> IdRanges.of(1021, 1030);
                default -> IdRanges.parse("1022-1024,1032-4000");
              };
          try {
            olt(ponkeeper)
                .resize(OltRegistration.builder().ids(ResourceType.GEM_PORT_ID, next).build());
            resizes++;
          } catch (PonkeeperException e) {
            assertThat(e.code()).isIn(ErrorCode.RANGE_DIFFERS, ErrorCode.CONTENTION);
            refusals++;
          }
        }
      } finally {
        over.set(true);
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    }

    try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      // Deletes may have been turned away too.
      Instances instances = olt(ponkeeper).instances();
      instances.list().stream()
          .map(instance -> instance.path().uniPort())
          .filter(port -> port.onu().number() > 1)
          .forEach(port -> instances.delete(TEMPLATE, port));
      olt(ponkeeper).resize(BEFORE);
    }
    assertSound(store, BEFORE);
    System.out.printf(
        "resize of %d PONs while others work: %d made, %d refused; others: %d created, %d times"
            + " turned away%n",
        pons, resizes, refusals, created.get(), busy.get());
    assertThat(resizes).isPositive();
    assertThat(created.get()).isPositive();
  }

  private static Void work(
      KeyValueStore store,
      int worker,
      int pons,
      AtomicBoolean over,
      AtomicInteger created,
      AtomicInteger busy) {
    IdRange possible = new IdRange(1021, 4000);
    try (Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      for (int i = 0; !over.get(); i++) {
        UniPort port = port(i % pons, 2 + worker);
        try {
          olt(ponkeeper)
              .instances()
              .create(TEMPLATE, port)
              .instance()
              .gemPortIds()
              .forEach(id -> assertThat(possible.contains(id.value())).isTrue());
          created.incrementAndGet();
          olt(ponkeeper).instances().delete(TEMPLATE, port);
        } catch (PonkeeperException e) {
          assertThat(e.code())
              .isIn(ErrorCode.OLT_BUSY, ErrorCode.POOL_EXHAUSTED, ErrorCode.CONTENTION);
          busy.incrementAndGet();
        }
      }
    }
    return null;
  }
}
