package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;

/** Several reads at one instant. */
interface SnapshotContract extends StoreUnderTest {

  @Test
  default void aSnapshotSeesWhatWasCommittedBeforeIt() {
    put("a", "1");
    put("a", "2");
    try (Snapshot snapshot = store().snapshot()) {
      assertThat(read(snapshot, "a")).contains("2");
    }
  }

  @Test
  default void afterItsFirstReadASnapshotSeesNoLaterCommit() {
    putAll("a", "b", "c");
    try (Snapshot snapshot = store().snapshot()) {
      // given
      assertThat(read(snapshot, "a")).contains("v:a");

      // when others write, create and delete keys
      store()
          .commit(
              new Txn(
                  List.of(),
                  List.of(
                      putting("a", "new"),
                      putting("b", "new"),
                      new Mutation.Delete(new Key("c")),
                      putting("d", "new"))));

      // then
      assertThat(read(snapshot, "a")).contains("v:a");
      assertThat(read(snapshot, "b")).contains("v:b");
      assertThat(read(snapshot, "d")).isEmpty();
      assertThat(scan(snapshot, KeyRange.all()))
          .extracting(entry -> entry.key().text() + "=" + entry.value().toUtf8())
          .containsExactly("a=v:a", "b=v:b", "c=v:c");
    }
    assertThat(keys(KeyRange.all())).containsExactly("a", "b", "d");
  }

  @Test
  default void aScanUnderWaySeesNoLaterCommit() {
    putAll("a", "b", "c");
    try (Snapshot snapshot = store().snapshot();
        Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
      assertThat(scan.next().key()).isEqualTo(new Key("a"));
      delete("b");
      put("b2", "new");
      put("c", "new");
      assertThat(scan.next().key()).isEqualTo(new Key("b"));
      assertThat(scan.next().value().toUtf8()).isEqualTo("v:c");
      assertThat(scan.hasNext()).isFalse();
    }
  }

  @Test
  default void snapshotsAtTheSameTimeEachKeepTheirInstant() {
    put("a", "1");
    try (Snapshot first = store().snapshot()) {
      assertThat(read(first, "a")).contains("1");
      put("a", "2");
      try (Snapshot second = store().snapshot()) {
        assertThat(read(second, "a")).contains("2");
        put("a", "3");
        assertThat(read(first, "a")).contains("1");
        assertThat(read(second, "a")).contains("2");
      }
      assertThat(value("a")).contains("3");
      assertThat(read(first, "a")).contains("1");
    }
  }

  @Test
  default void aSnapshotMayBeReadByAnotherThreadThanTheOneThatOpenedIt() throws Exception {
    put("a", "1");
    try (Snapshot snapshot = store().snapshot()) {
      StringBuilder found = new StringBuilder();
      Thread reader = Thread.ofPlatform().start(() -> read(snapshot, "a").ifPresent(found::append));
      reader.join();
      assertThat(found).hasToString("1");
    }
  }

  private static Optional<String> read(Snapshot snapshot, String key) {
    return snapshot.get(new Key(key)).map(entry -> entry.value().toUtf8());
  }

  private static List<KeyValue> scan(Snapshot snapshot, KeyRange range) {
    return snapshot.scan(List.of(range), ScanOptions.ALL).toList();
  }
}
