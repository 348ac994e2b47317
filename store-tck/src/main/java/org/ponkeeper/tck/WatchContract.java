package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;

/** Watching for changes. */
@SuppressWarnings("try") // a watch is there to be closed
interface WatchContract extends StoreUnderTest {

  @Test
  default void aWatchSendsEveryChangeInOrderWithItsVersion() throws Exception {
    put("w/a", "before");
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.prefix("w/"), Position.now(), events)) {
      Version first = put("w/a", "1");
      Version second = put("w/b", "1");
      Version third = put("w/a", "1");
      Version gone = delete("w/a");

      assertThat(events.next()).isEqualTo(written("w/a", first));
      assertThat(events.next()).isEqualTo(written("w/b", second));
      assertThat(events.next()).isEqualTo(written("w/a", third));
      assertThat(events.next()).isEqualTo(deleted("w/a", gone));
    }
  }

  @Test
  default void allChangesOfOneCommitAreSentWithItsVersion() throws Exception {
    putAll("a", "b", "c");
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.all(), Position.now(), events)) {
      Version version =
          committed(
              store()
                  .commit(
                      new Txn(
                          List.of(),
                          List.of(
                              putting("a", "new"),
                              new Mutation.Delete(new Key("b")),
                              new Mutation.Delete(new Key("absent")),
                              putting("d", "new")))));
      put("z", "last");

      List<WatchEvent> told = events.upTo("z");
      assertThat(told.subList(0, told.size() - 1))
          .containsExactlyInAnyOrder(
              written("a", version), deleted("b", version), written("d", version));
    }
  }

  @Test
  default void onlyChangesInTheRangeAreSent() throws Exception {
    WatchedEvents events = new WatchedEvents();
    KeyRange range = new KeyRange("b", Optional.of("d"));
    try (Subscription watch = store().watch(range, Position.now(), events)) {
      putAll("a", "b", "c", "d", "e");
      delete("a");
      put("c\uffff", "last");

      assertThat(keysOf(events.upTo("c\uffff"))).containsExactlyInAnyOrder("b", "c", "c\uffff");
    }
  }

  @Test
  default void aRangeWithoutAKeySendsNoEvent() {
    WatchedEvents events = new WatchedEvents();
    KeyRange range = new KeyRange("b", Optional.of("b"));
    try (Subscription watch = store().watch(range, Position.now(), events)) {
      putAll("a", "b", "c");
      assertThat(value("b")).isPresent();
      assertThat(events.isEmpty()).isTrue();
    }
  }

  @Test
  default void neitherConflictsNorConditionsAloneAreChanges() throws Exception {
    put("a", "1");
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.all(), Position.now(), events)) {
      Condition absent = new Condition.Absent(new Key("a"));
      assertThat(store().commit(new Txn(List.of(absent), List.of(putting("b", "1")))))
          .isInstanceOf(TxnResult.Conflict.class);
      committed(store().commit(new Txn(List.of(new Condition.Absent(new Key("b"))), List.of())));
      delete("b");
      put("z", "1");

      assertThat(events.upTo("z")).hasSize(1);
    }
  }

  @Test
  default void aWatchAfterAVersionSendsLaterChanges() throws Exception {
    put("a", "1");
    Version seen = put("b", "1");
    Version third = put("c", "1");
    Version gone = delete("a");
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.all(), Position.after(seen), events)) {
      assertThat(events.next()).isEqualTo(written("c", third));
      assertThat(events.next()).isEqualTo(deleted("a", gone));
      Version last = put("d", "1");
      assertThat(events.next()).isEqualTo(written("d", last));
    }
  }

  @Test
  default void aWatchAfterTheLatestVersionSendsOnlyNewChanges() throws Exception {
    Version latest = put("a", "1");
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.all(), Position.after(latest), events)) {
      Version next = put("b", "1");
      assertThat(events.next()).isEqualTo(written("b", next));
    }
  }

  @Test
  default void aWatchAfterAVersionOfAnotherTimeSaysToListAgain() throws Exception {
    Version last = put("a", "1");
    Version far = new Version(last.history(), last.token() + 1_000_000_000L);
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.all(), Position.after(far), events)) {
      assertThat(events.next()).isEqualTo(new WatchEvent.Resync());
      Version next = put("b", "1");
      assertThat(events.next()).isEqualTo(written("b", next));
    }
  }

  @Test
  default void aReadFollowedByAWatchMissesNothing() throws Exception {
    for (int round = 0; round < 10; round++) {
      // given a thread that increments a counter all the time
      put("counter", "0");
      try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
        Future<Version> last =
            executor.submit(() -> {
              Version version = put("counter", "0");
              for (int i = 1; i <= 20; i++) {
                version = put("counter", Integer.toString(i));
              }
              return version;
            });

        // when another one reads it and watches from there
        Version read = version("counter");
        WatchedEvents events = new WatchedEvents();
        try (Subscription watch =
            store().watch(KeyRange.prefix("counter"), Position.after(read), events)) {
          // then the last reported change is the last one made
          Version heard = read;
          while (!heard.equals(last.get())) {
            heard = ((WatchEvent.Change) events.next()).version();
          }
        }
      }
    }
  }

  @Test
  default void changesOfManyWritersAreSentOnceInTheOrderOfTheirVersions() throws Exception {
    int threads = 4;
    int each = 50;
    WatchedEvents events = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.prefix("t/"), Position.now(), events);
        ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String prefix = "t/" + t + "/";
        writers.add(
            executor.submit(() -> {
              for (int i = 0; i < each; i++) {
                put(prefix + i, "1");
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      List<Long> versions = new ArrayList<>();
      for (int i = 0; i < threads * each; i++) {
        versions.add(((WatchEvent.Change) events.next()).version().token());
      }
      assertThat(versions).isSorted().doesNotHaveDuplicates();
      assertThat(events.isEmpty()).isTrue();
    }
  }

  @Test
  default void severalWatchesEachHearEverythingOfTheirRange() throws Exception {
    WatchedEvents one = new WatchedEvents();
    WatchedEvents two = new WatchedEvents();
    try (Subscription a = store().watch(KeyRange.prefix("a/"), Position.now(), one);
        Subscription all = store().watch(KeyRange.all(), Position.now(), two)) {
      put("a/1", "1");
      put("b/1", "1");
      put("a/z", "1");

      assertThat(keysOf(one.upTo("a/z"))).containsExactly("a/1", "a/z");
      assertThat(keysOf(two.upTo("a/z"))).containsExactly("a/1", "b/1", "a/z");
    }
  }

  @Test
  default void aConsumerThatThrowsOrIsSlowDoesNotDelayOthers() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    WatchedEvents wild = new WatchedEvents();
    WatchedEvents slow = new WatchedEvents();
    WatchedEvents quick = new WatchedEvents();
    try (Subscription a =
            store()
                .watch(
                    KeyRange.all(),
                    Position.now(),
                    event -> {
                      Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
                      wild.accept(event);
                      throw new IllegalStateException("wild");
                    });
        Subscription b =
            store()
                .watch(
                    KeyRange.all(),
                    Position.now(),
                    event -> {
                      release.join();
                      slow.accept(event);
                    });
        Subscription c = store().watch(KeyRange.all(), Position.now(), quick)) {
      put("a", "1");
      put("b", "1");

      assertThat(keysOf(wild.upTo("b"))).containsExactly("a", "b");
      assertThat(keysOf(quick.upTo("b"))).containsExactly("a", "b");
      release.complete(null);
      assertThat(keysOf(slow.upTo("b"))).containsExactly("a", "b");
    }
  }

  @Test
  default void aClosedWatchSendsNoMoreEvents() throws Exception {
    WatchedEvents closed = new WatchedEvents();
    WatchedEvents open = new WatchedEvents();
    Subscription watch = store().watch(KeyRange.all(), Position.now(), closed);
    try (Subscription other = store().watch(KeyRange.all(), Position.now(), open)) {
      put("a", "1");
      closed.upTo("a");
      watch.close();
      watch.close();
      put("b", "1");
      put("c", "1");
      open.upTo("c");
      assertThat(closed.isEmpty()).isTrue();
    }
  }

  @Test
  default void aWatchMayBeClosedByItsConsumer() throws Exception {
    CompletableFuture<Subscription> watch = new CompletableFuture<>();
    WatchedEvents events = new WatchedEvents();
    watch.complete(
        store()
            .watch(
                KeyRange.all(),
                Position.now(),
                event -> {
                  events.accept(event);
                  watch.orTimeout(20, TimeUnit.SECONDS).join().close();
                }));
    WatchedEvents open = new WatchedEvents();
    try (Subscription other = store().watch(KeyRange.all(), Position.now(), open)) {
      put("a", "1");
      events.upTo("a");
      put("b", "1");
      open.upTo("b");
      assertThat(events.isEmpty()).isTrue();
    }
  }

  @Test
  default void aClosedStoreSendsNoEventAndRefusesWatches() {
    WatchedEvents events = new WatchedEvents();
    Subscription watch = store().watch(KeyRange.all(), Position.now(), events);
    store().close();

    assertThatIllegalStateException()
        .isThrownBy(() -> store().watch(KeyRange.all(), Position.now(), events));
    watch.close();
    assertThat(events.isEmpty()).isTrue();
  }

  private static WatchEvent written(String key, Version version) {
    return new WatchEvent.Written(new Key(key), version);
  }

  private static WatchEvent deleted(String key, Version version) {
    return new WatchEvent.Deleted(new Key(key), version);
  }

  private static List<String> keysOf(List<WatchEvent> events) {
    return events.stream().map(event -> ((WatchEvent.Change) event).key().text()).toList();
  }
}
