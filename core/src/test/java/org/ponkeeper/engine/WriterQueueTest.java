package org.ponkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ReadKeyMapping;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.WatchEvent;

/** Time passes only while a writer waits; the test reports watch events itself. */
class WriterQueueTest {

  private static final ReadKeyMapping KEYS =
      new ReadKeyMapping(
          new KeySpace(KeySpace.DEFAULT_BASE_PATH, KeySpace.DEFAULT_TEMPLATE_PATH),
          Technology.XGS_PON,
          new OltId("olt-1"));

  private static final long FAR = Duration.ofSeconds(10).toNanos();

  private final MemoryStore store = new MemoryStore();
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Runnable> whileWaiting = new ArrayList<>();
  private long nanos;

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void writersAreServedInTheOrderInWhichTheyAsked() throws InterruptedException {
    WriterQueue a = writer();
    WriterQueue b = writer();
    a.ask();
    b.ask();
    tell(a);
    tell(b);

    // a waits for nobody; b until a gave its turn back
    a.yieldToOlder(FAR);
    assertThat(nanos).isZero();
    whileWaiting.add(a::giveBack);
    b.yieldToOlder(FAR);

    assertThat(nanos).isPositive().isLessThan(Duration.ofMillis(100).toNanos());
    b.giveBack();
    assertThat(asked()).isEmpty();
  }

  @Test
  void aWriterWithoutARequestWaitsForAllRequests() throws InterruptedException {
    WriterQueue a = writer();
    WriterQueue b = writer();
    WriterQueue c = writer();
    a.ask();
    b.ask();
    tell(c);
    whileWaiting.add(a::giveBack);
    whileWaiting.add(() -> assertThat(asked()).hasSize(1));
    whileWaiting.add(b::giveBack);

    c.yieldToOlder(FAR);

    assertThat(whileWaiting).isEmpty();
    assertThat(asked()).isEmpty();
  }

  @Test
  void anAbandonedRequestIsRemovedAfterAWhile() throws InterruptedException {
    store.commit(Txn.put(KEYS.turn("crashed"), Bytes.empty()));
    WriterQueue writer = writer();
    tell(writer);

    writer.yieldToOlder(FAR);

    assertThat(Duration.ofNanos(nanos).toMillis())
        .isBetween(WriterQueue.PATIENCE_MILLIS, WriterQueue.PATIENCE_MILLIS + 10);
    assertThat(asked()).isEmpty();
  }

  @Test
  void aTurnThatWasAskedForAgainIsNotRemoved() throws InterruptedException {
    Key key = KEYS.turn("slow");
    store.commit(Txn.put(key, Bytes.empty()));
    WriterQueue writer = writer();
    tell(writer);
    store.commit(Txn.put(key, Bytes.empty()));

    // the one that it was told of no longer stands
    writer.yieldToOlder(FAR);

    assertThat(Duration.ofNanos(nanos).toMillis()).isLessThan(WriterQueue.PATIENCE_MILLIS);
    assertThat(asked()).containsExactly(key);
  }

  @Test
  void noCallWaitsPastItsDeadline() throws InterruptedException {
    store.commit(Txn.put(KEYS.turn("other"), Bytes.empty()));
    WriterQueue writer = writer();
    tell(writer);

    writer.yieldToOlder(Duration.ofMillis(20).toNanos());

    assertThat(Duration.ofNanos(nanos).toMillis()).isBetween(20L, 30L);
    assertThat(asked()).hasSize(1);
  }

  private WriterQueue writer() {
    Environment environment =
        Environment.forTesting(
            Runnable::run,
            () -> nanos,
            duration -> {
              nanos += duration.toNanos();
              if (!whileWaiting.isEmpty()) {
                whileWaiting.removeFirst().run();
              }
            },
            random);
    EngineOptions options = new EngineOptions(Duration.ofSeconds(10), 64, false, environment);
    return new WriterQueue(store, KEYS, options);
  }

  /** Reports every requested turn to a writer, as its watch would. */
  private void tell(WriterQueue writer) {
    for (KeyValue kv : store.list(List.of(KEYS.turns()), ScanOptions.KEYS_ONLY)) {
      writer.on(new WatchEvent.Written(kv.key(), kv.version()));
    }
  }

  private List<Key> asked() {
    return store.list(List.of(KEYS.turns()), ScanOptions.KEYS_ONLY).stream()
        .map(KeyValue::key)
        .toList();
  }
}
