package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.PreviewStore;
import org.ponkeeper.store.ReadOnlyStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;

/** Every part of the contract but watches, which report what is in the store. */
class PreviewStoreTest
    implements CommitContract,
        ScanContract,
        SnapshotContract,
        WritersContract,
        PoolsContract,
        OnuContract,
        SearchContract,
        BulkContract {

  private final MemoryStore under = new MemoryStore();
  private final KeyValueStore store = PreviewStore.over(ReadOnlyStore.of(under));

  @Override
  public KeyValueStore store() {
    return store;
  }

  @Override
  public boolean knowsItsSize() {
    return false;
  }

  @Test
  void readsSeeTheStoreWithTheChanges() {
    // given
    for (String key : List.of("a", "c", "e", "g")) {
      under.put(new Key(key), Bytes.utf8("stored"));
    }

    // when
    store.delete(new Key("a"));
    store.put(new Key("b"), Bytes.utf8("new"));
    store.put(new Key("c"), Bytes.utf8("new"));
    store.put(new Key("h"), Bytes.utf8("new"));
    store.delete(new Key("g"));

    // then
    assertThat(keys(KeyRange.all())).containsExactly("b", "c", "e", "h");
    assertThat(keys(KeyRange.prefix("c"), KeyRange.prefix("b"))).containsExactly("c", "b");
    assertThat(texts(store.list(List.of(KeyRange.all()), ScanOptions.KEYS_ONLY.limit(3))))
        .containsExactly("b", "c", "e");
    assertThat(value("a")).isEmpty();
    assertThat(value("c")).contains("new");
    assertThat(value("e")).contains("stored");
    assertThat(texts(under.list(List.of(KeyRange.all()), ScanOptions.ALL)))
        .containsExactly("a", "c", "e", "g");
  }

  @Test
  void aConditionSeesChangesOfOthersInTheStore() {
    // given
    under.put(new Key("a"), Bytes.utf8("1"));
    KeyValue read = store.get(new Key("a")).orElseThrow();
    under.put(new Key("a"), Bytes.utf8("2"));

    // when
    TxnResult result =
        store.commit(
            new Txn(List.of(Condition.unchanged(read)), List.of(putting("b", "depends on a"))));

    // then
    assertThat(result).isInstanceOf(TxnResult.Conflict.class);
    assertThat(value("b")).isEmpty();
  }

  @Test
  void aSnapshotDoesNotSeeLaterChanges() {
    // given
    store.put(new Key("a"), Bytes.utf8("1"));
    store.put(new Key("b"), Bytes.utf8("1"));

    // when
    try (Snapshot snapshot = store.snapshot()) {
      store.put(new Key("a"), Bytes.utf8("2"));
      store.delete(new Key("b"));
      store.put(new Key("c"), Bytes.utf8("2"));

      // then
      assertThat(texts(snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL).toList()))
          .containsExactly("a", "b");
      assertThat(snapshot.get(new Key("a")).orElseThrow().value()).isEqualTo(Bytes.utf8("1"));
    }
    assertThat(keys(KeyRange.all())).containsExactly("a", "c");
  }
}
