package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.Version;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/** Scans of more than one page. */
@NeedsEtcd
@Timeout(60)
class EtcdScanTest {

  private EtcdServer server;
  private EtcdStore store;

  @BeforeEach
  void startServer() throws Exception {
    server = EtcdServer.start();
    store = EtcdStore.open(EtcdUrl.parse(server.url()));
  }

  @AfterEach
  void endServer() throws Exception {
    store.close();
    server.close();
  }

  @Test
  void pagesFollowEachOtherWithoutAGap() {
    int count = 2 * EtcdSnapshot.MAX_PAGE + 1;
    write(count);

    List<KeyValue> all = store.list(List.of(KeyRange.prefix("key/")), ScanOptions.ALL);

    assertThat(all).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(all.get(i).key().text()).isEqualTo(key(i));
    }
    assertThat(
            store.list(
                List.of(KeyRange.all()), ScanOptions.KEYS_ONLY.limit(EtcdSnapshot.MAX_PAGE + 7)))
        .hasSize(EtcdSnapshot.MAX_PAGE + 7);
  }

  @Test
  void manyRangesAreReadOneAfterTheOtherHoweverTheyAreAskedFor() {
    int count = 15_000;
    write(count);
    List<KeyRange> ranges = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    // Of one key, of none, of a page, and of several pages; more than are asked for at once.
    for (int i = 40; i >= 0; i--) {
      int begin = i * 300;
      int end = begin + (i % 4 == 0 ? 1 : i % 4 == 1 ? 0 : i % 4 == 2 ? 300 : 2_500);
      ranges.add(new KeyRange(key(begin), Optional.of(key(end))));
      ranges.add(KeyRange.prefix("nothing/" + i + "/"));
      for (int k = begin; k < Math.min(count, end); k++) {
        expected.add(key(k));
      }
    }

    for (ScanOptions options : List.of(ScanOptions.ALL, ScanOptions.KEYS_ONLY)) {
      assertThat(store.list(ranges, options))
          .extracting(kv -> kv.key().text())
          .containsExactlyElementsOf(expected);
    }
    assertThat(store.list(ranges, ScanOptions.KEYS_ONLY.limit(2_600)))
        .extracting(kv -> kv.key().text())
        .containsExactlyElementsOf(expected.subList(0, 2_600));
  }

  @Test
  void laterPagesAreReadAtTheInstantOfTheFirst() {
    write(EtcdSnapshot.MAX_PAGE + 2);
    try (Snapshot snapshot = store.snapshot();
        Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
      scan.next();
      store.commit(Txn.delete(new Key(key(EtcdSnapshot.MAX_PAGE))));
      store.commit(Txn.put(new Key("key/z"), Bytes.utf8("new")));

      List<KeyValue> rest = scan.toList();
      assertThat(rest).hasSize(EtcdSnapshot.MAX_PAGE + 1);
      assertThat(rest.getLast().key().text()).isEqualTo(key(EtcdSnapshot.MAX_PAGE + 1));
      assertThat(snapshot.get(new Key("key/z"))).isEmpty();
    }
  }

  @Test
  void aSnapshotThatWasCompactedIsLostAndAListBeginsAnew() {
    write(EtcdSnapshot.MAX_PAGE + 2);
    try (Snapshot snapshot = store.snapshot();
        Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
      // The first page is here, the second on its way; the third is asked for later.
      scan.next();
      compactNow();

      assertThatExceptionOfType(SnapshotLostException.class).isThrownBy(scan::toList);
      assertThatExceptionOfType(SnapshotLostException.class)
          .isThrownBy(() -> snapshot.get(new Key("a")));
    }
    assertThat(store.list(List.of(KeyRange.prefix("key/")), ScanOptions.KEYS_ONLY))
        .hasSize(EtcdSnapshot.MAX_PAGE + 2);
  }

  private void compactNow() {
    Version version = Failures.committed(store.commit(Txn.put(new Key("a"), Bytes.utf8("1"))));
    EtcdAdmin.compact(server, version);
  }

  @Test
  void pagesThatAreTooLargeAreAskedForInSmallerOnes() {
    int count = 40;
    for (int i = 0; i < count; i++) {
      store.commit(Txn.put(new Key(key(i)), Bytes.wrap(new byte[1_000_000])));
    }

    try (Snapshot snapshot = store.snapshot();
        Scan scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL)) {
      for (int i = 0; i < count; i++) {
        KeyValue next = scan.next();
        assertThat(next.key().text()).isEqualTo(key(i));
        assertThat(next.value().length()).isEqualTo(1_000_000);
      }
      assertThat(scan.hasNext()).isFalse();
    }
  }

  @Test
  void keysThatNoStoreCanNameAreLeftOut() throws Exception {
    write(3);
    server.put(new byte[] {'k', 'e', 'y', '/', (byte) 0xff}, new byte[] {1});

    assertThat(store.list(List.of(KeyRange.all()), ScanOptions.ALL)).hasSize(3);
  }

  private void write(int count) {
    for (int begin = 0; begin < count; begin += Txn.MAX_MUTATIONS) {
      List<Mutation> puts = new ArrayList<>();
      for (int i = begin; i < Math.min(begin + Txn.MAX_MUTATIONS, count); i++) {
        puts.add(new Mutation.Put(new Key(key(i)), Bytes.utf8("v")));
      }
      store.commit(new Txn(List.of(), puts));
    }
  }

  private static String key(int i) {
    return "key/%05d".formatted(i);
  }
}
