package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
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
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/** Who runs what: a caller serves himself while he is alone, and the executor does the rest. */
@Timeout(60)
class CallThreadsTest {

  private static final Duration CALL = Duration.ofMillis(300);

  private final MemoryStore memory = new MemoryStore();
  private final Staged store = new Staged(memory);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger handedOver = new AtomicInteger();

  /** The tasks of the executor, and the test itself. */
  private final Phaser running = new Phaser(1);

  private final Ponkeeper ponkeeper =
      Ponkeeper.on(
          store,
          PonkeeperOptions.DEFAULTS
              .withCallTimeout(CALL)
              .withExecutor(
                  Environment.forTesting(
                      this::handOver,
                      System::nanoTime,
                      Sleeper.THREAD,
                      RandomGenerator.getDefault())));
  private final Olt olt = ponkeeper.olt(Technology.XGS_PON, OltScene.OLT);
  private final Instances instances = olt.instances();

  /** A store of which a test says what its next commits do. */
  private static final class Staged extends ForwardingStore {
    private final Queue<Function<Txn, TxnResult>> next = new ConcurrentLinkedQueue<>();
    private final List<Thread> committers = new ArrayList<>();
    private final CountDownLatch readable = new CountDownLatch(1);
    private final Queue<Duration> times = new ConcurrentLinkedQueue<>();
    private volatile boolean readsHang;

    Staged(MemoryStore memory) {
      super(memory);
    }

    @Override
    public TxnResult commit(Txn txn) {
      synchronized (committers) {
        committers.add(Thread.currentThread());
      }
      Function<Txn, TxnResult> staged = next.poll();
      return staged == null ? super.commit(txn) : staged.apply(txn);
    }

    @Override
    public KeyValueStore within(Duration time) {
      times.add(time);
      return this;
    }

    @Override
    public Snapshot snapshot() {
      if (readsHang) {
        awaitQuietly(readable);
      }
      return super.snapshot();
    }

    List<Thread> committers() {
      synchronized (committers) {
        return List.copyOf(committers);
      }
    }

    void forgetWhoCommitted() {
      synchronized (committers) {
        committers.clear();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @BeforeEach
  void anOltInMemory() {
    olt.register(OltScene.registration(0));
    create(1);
    // The answer is given a moment before the executor's task ends.
    running.arriveAndAwaitAdvance();
    handedOver.set(0);
    store.forgetWhoCommitted();
  }

  @AfterEach
  void close() {
    store.readable.countDown();
    ponkeeper.close();
    threads.close();
  }

  private void handOver(Runnable task) {
    handedOver.incrementAndGet();
    running.register();
    threads.execute(() -> {
      try {
        task.run();
      } finally {
        running.arriveAndDeregister();
      }
    });
  }

  private CreateResult create(int onu) {
    return instances.create(OltScene.T64, port(onu));
  }

  private static UniPort port(int onu) {
    return UniPort.of("olt-1", 0, onu, 0);
  }

  private static StoreFailedException unknown() {
    return new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void aSingleCallerRunsItsRequestOnItsOwnThread() {
    assertThat(create(2).created()).isTrue();
    assertThat(create(2).created()).isFalse();
    assertThat(instances.delete(OltScene.T64, port(2)).deleted()).isTrue();

    assertThat(handedOver).hasValue(0);
    assertThat(store.committers()).hasSize(3).containsOnly(Thread.currentThread());
  }

  @Test
  void whatIsNotInMemoryYetIsLoadedByTheExecutor() {
    instances.create(CreateRequest.of(new TechProfileId(65), port(2)).withFallbackToDefault());

    assertThat(handedOver).hasValue(1);
    assertThat(store.committers()).hasSize(1).doesNotContain(Thread.currentThread());
  }

  @Test
  void aConflictIsLeftToTheExecutor() {
    store.next.add(txn -> {
      Key pool = new Key("service/voltha/resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{0}");
      KeyValue found = memory.get(pool).orElseThrow();
      memory.commit(Txn.put(pool, found.value()));
      return memory.commit(txn);
    });

    assertThat(create(2).created()).isTrue();
    assertThat(handedOver).hasValue(1);
    assertThat(store.committers()).hasSize(2).first().isEqualTo(Thread.currentThread());
    assertThat(store.committers().getLast()).isNotEqualTo(Thread.currentThread());
    assertThat(create(3).created()).isTrue();
    assertThat(handedOver).hasValue(1);
  }

  @Test
  void theExecutorResolvesALostReply() {
    store.next.add(txn -> {
      memory.commit(txn);
      throw unknown();
    });

    CreateResult answer = create(2);

    assertThat(instances.get(OltScene.T64, port(2))).isEqualTo(answer.instance());
    assertThat(handedOver).hasValue(1);
  }

  @Test
  void aRequestThatArrivesMeanwhileIsServedNext() throws Exception {
    CountDownLatch under = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    store.next.add(txn -> {
      under.countDown();
      awaitQuietly(go);
      return memory.commit(txn);
    });

    Future<CreateResult> first = threads.submit(() -> create(2));
    under.await();
    List<Future<CreateResult>> others =
        List.of(threads.submit(() -> create(3)), threads.submit(() -> create(4)));
    while (handedOver.get() == 0 && !first.isDone()) {
      go.countDown();
      Thread.onSpinWait();
    }

    assertThat(first.get().created()).isTrue();
    for (Future<CreateResult> other : others) {
      assertThat(other.get().created()).isTrue();
    }
    assertThat(instances.list()).hasSize(4);
  }

  @Test
  void anInterruptBeforeTheCommitLeavesTheRequestToTheExecutor() {
    CountDownLatch go = new CountDownLatch(1);
    store.next.add(txn -> {
      awaitQuietly(go);
      return memory.commit(txn);
    });
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> create(2)).isInstanceOf(StoreFailedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
      go.countDown();
    }
    assertThat(store.committers()).doesNotContain(Thread.currentThread());
    assertThat(create(3).created()).isTrue();
  }

  @Test
  void anInterruptDuringTheCommitMeansAnUnknownOutcomeWhichTheExecutorResolves() throws Exception {
    CountDownLatch under = new CountDownLatch(1);
    store.next.add(txn -> {
      under.countDown();
      awaitQuietly(new CountDownLatch(1));
      throw unknown();
    });
    Thread caller =
        Thread.ofPlatform()
            .unstarted(() ->
                assertThatThrownBy(() -> create(2))
                    .isInstanceOfSatisfying(
                        StoreFailedException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN)));
    // The executor does not get to an answer before the caller looks.
    store.readsHang = true;
    List<Throwable> wrong = new ArrayList<>();
    caller.setUncaughtExceptionHandler((thread, e) -> wrong.add(e));
    caller.start();
    under.await();
    caller.interrupt();
    caller.join();
    store.readsHang = false;
    store.readable.countDown();

    assertThat(wrong).isEmpty();
    // It was decided again by the executor: whoever asks again gets the same.
    assertThat(create(2).instance().allocId()).isEqualTo(create(2).instance().allocId());
    assertThat(create(3).created()).isTrue();
  }

  @Test
  void aStoreThatHangsDoesNotHoldTheCallerForLonger() {
    long begin = System.nanoTime();
    store.readsHang = true;
    store.next.add(txn -> {
      throw unknown();
    });

    assertThatThrownBy(() -> create(2))
        .isInstanceOfSatisfying(
            StoreFailedException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(30));

    store.readsHang = false;
    store.readable.countDown();
    assertThat(create(3).created()).isTrue();
  }

  @Test
  void aFaultReachesOnlyItsCaller() {
    store.next.add(txn -> {
      throw new IllegalArgumentException("a bug of the store");
    });

    assertThatThrownBy(() -> create(2)).hasMessage("a bug of the store");
    assertThat(create(2).created()).isTrue();
  }

  @Test
  void anErrorEndsTheCallersThreadAndNotTheOlt() {
    store.next.add(txn -> {
      throw new StackOverflowError("a test");
    });

    assertThatThrownBy(() -> create(2)).isInstanceOf(StackOverflowError.class);
    assertThat(create(2).created()).isTrue();
  }

  @Test
  void theStoreGetsTheTimeThatIsLeft() {
    store.times.clear();
    create(2);

    assertThat(store.times)
        .singleElement()
        .satisfies(time -> assertThat(time).isPositive().isLessThan(CALL.plusSeconds(1)));
  }
}
