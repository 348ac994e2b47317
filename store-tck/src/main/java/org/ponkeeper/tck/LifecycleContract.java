package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;

/** Health checks and closing. */
interface LifecycleContract extends StoreUnderTest {

  @Test
  default void theProbeAnswersAndChangesNoKey() {
    putAll("a", "b");
    List<KeyValue> before = store().list(List.of(KeyRange.all()), ScanOptions.ALL);

    assertThat(store().health().engine()).isNotBlank();
    assertThat(store().health().roundTrip()).isGreaterThanOrEqualTo(Duration.ZERO);

    assertThat(store().list(List.of(KeyRange.all()), ScanOptions.ALL)).isEqualTo(before);
  }

  @Test
  default void theSizeGrowsWithWhatIsStoredWhereTheStoreKnowsIt() throws InterruptedException {
    assertThat(store().health().sizeInUse().isPresent()).isEqualTo(knowsItsSize());
    if (!knowsItsSize()) {
      return;
    }
    long before = size();
    int bytes = 500_000;
    put("a", "x".repeat(bytes));

    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (size() - before < bytes * 9 / 10 && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(size() - before).isBetween(bytes * 9L / 10, 2L * bytes);
  }

  private long size() {
    return store().health().sizeInUse().orElseThrow();
  }

  @Test
  default void aStoreMayBeClosedTwice() {
    put("a", "1");
    store().close();
    store().close();
  }

  @Test
  default void everyCallOfAClosedStoreIsRefused() {
    Key key = new Key("a");
    store().close();

    assertThatIllegalStateException().isThrownBy(() -> store().get(key));
    assertThatIllegalStateException().isThrownBy(() -> store().snapshot());
    assertThatIllegalStateException().isThrownBy(() -> store().health());
    assertThatIllegalStateException()
        .isThrownBy(() -> store().commit(Txn.put(key, Bytes.utf8("1"))));
    assertThatIllegalStateException()
        .isThrownBy(() -> store().commit(new Txn(List.of(), List.of())));
  }

  @Test
  default void aSnapshotOfAClosedStoreIsRefusedAndMayBeClosed() {
    putAll("a", "b");
    Snapshot snapshot = store().snapshot();
    Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL);
    scan.next();
    store().close();

    assertThatIllegalStateException().isThrownBy(() -> snapshot.get(new Key("a")));
    assertThatIllegalStateException().isThrownBy(scan::hasNext);
    scan.close();
    snapshot.close();
  }

  @Test
  default void snapshotsAndScansMayBeClosedTwiceInAnyOrder() {
    putAll("a", "b");
    for (int i = 0; i < 100; i++) {
      Snapshot snapshot = store().snapshot();
      Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL);
      scan.next();
      if (i % 2 == 0) {
        scan.close();
      }
      snapshot.close();
      snapshot.close();
      scan.close();
      scan.close();
    }
    assertThat(value("a")).contains("v:a");
  }

  @Test
  default void aClosedSnapshotIsRefused() {
    putAll("a", "b");
    Snapshot snapshot = store().snapshot();
    Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL);
    scan.next();
    snapshot.close();

    assertThatIllegalStateException().isThrownBy(() -> snapshot.get(new Key("a")));
    assertThatIllegalStateException()
        .isThrownBy(() -> snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL));
    assertThatIllegalStateException().isThrownBy(scan::hasNext);
  }

  @Test
  default void aClosedScanIsRefusedAndItsSnapshotIsNot() {
    putAll("a", "b");
    try (Snapshot snapshot = store().snapshot()) {
      Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL);
      scan.next();
      scan.close();

      assertThatIllegalStateException().isThrownBy(scan::hasNext);
      assertThatIllegalStateException().isThrownBy(scan::next);
      assertThat(snapshot.get(new Key("a"))).isPresent();
    }
  }
}
