package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;

/** Concurrent calls. */
interface ConcurrencyContract extends StoreUnderTest {

  @Test
  default void manyThreadsThatCompareAndSwapLoseNothing() throws Exception {
    int threads = 4;
    int each = 25;
    put("counter", "0");
    List<Callable<Void>> writers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      writers.add(() -> {
        for (int i = 0; i < each; i++) {
          increment(new Key("counter"));
        }
        return null;
      });
    }

    all(writers);

    assertThat(value("counter")).contains(Integer.toString(threads * each));
  }

  @Test
  default void ofManyThreadsThatCreateOneKeyJustOneSucceeds() throws Exception {
    for (int round = 0; round < 10; round++) {
      Key key = new Key("key/" + round);
      List<Callable<TxnResult>> creators = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Txn create =
            new Txn(
                List.of(new Condition.Absent(key)),
                List.of(new Mutation.Put(key, Bytes.utf8("v"))));
        creators.add(() -> store().commit(create));
      }
      assertThat(all(creators)).filteredOn(TxnResult.Committed.class::isInstance).hasSize(1);
    }
  }

  @Test
  default void aSnapshotNeverSeesHalfOfACommit() throws Exception {
    // given two threads that always write the same value to both keys
    putPair(0);
    AtomicBoolean done = new AtomicBoolean();
    List<Callable<Void>> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int own = t;
      threads.add(() -> {
        for (int i = 0; !done.get(); i++) {
          putPair(2 * i + own);
        }
        return null;
      });
    }

    // when a third one reads them in snapshots, first one by one and then as a range
    threads.add(() -> {
      try {
        for (int i = 0; i < 200; i++) {
          readPair();
        }
      } finally {
        done.set(true);
      }
      return null;
    });

    // then both values were always the same
    all(threads);
  }

  private void readPair() {
    try (Snapshot snapshot = store().snapshot()) {
      Bytes left = snapshot.get(new Key("pair/left")).orElseThrow().value();
      Bytes right = snapshot.get(new Key("pair/right")).orElseThrow().value();
      assertThat(left.toUtf8()).isEqualTo(right.toUtf8());
      List<KeyValue> both =
          snapshot.scan(List.of(KeyRange.prefix("pair/")), ScanOptions.ALL).toList();
      assertThat(both).extracting(KeyValue::value).containsExactly(left, left);
    }
  }

  private void putPair(int value) {
    String text = Integer.toString(value);
    committed(
        store()
            .commit(
                new Txn(
                    List.of(), List.of(putting("pair/left", text), putting("pair/right", text)))));
  }

  private void increment(Key key) {
    TxnResult result;
    do {
      KeyValue now = store().get(key).orElseThrow();
      int next = Integer.parseInt(now.value().toUtf8()) + 1;
      Bytes value = Bytes.utf8(Integer.toString(next));
      result =
          store()
              .commit(
                  new Txn(
                      List.of(new Condition.AtVersion(key, now.version())),
                      List.of(new Mutation.Put(key, value))));
    } while (result instanceof TxnResult.Conflict);
  }

  /** Runs all of them at once; fails if one fails. */
  private static <T> List<T> all(List<Callable<T>> calls) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(calls.size())) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
