package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;

/** Helper methods for all parts of the contract. */
public interface StoreUnderTest {

  /** The store, empty when a test begins. */
  KeyValueStore store();

  /**
   * Another object on the same store, as another process has it; the same one if there is only one.
   * It is closed after the test.
   *
   * @throws Exception if it cannot be opened; then the test fails
   */
  default KeyValueStore another() throws Exception {
    return store();
  }

  /** Whether the store's health reports the stored size. */
  default boolean knowsItsSize() {
    return true;
  }

  default Version put(String key, String value) {
    return committed(store().commit(Txn.put(new Key(key), Bytes.utf8(value))));
  }

  default Version delete(String key) {
    return committed(store().commit(Txn.delete(new Key(key))));
  }

  /** The version of a transaction, which must be committed. */
  default Version committed(TxnResult result) {
    assertThat(result).isInstanceOf(TxnResult.Committed.class);
    return ((TxnResult.Committed) result).version();
  }

  default Optional<String> value(String key) {
    return store().get(new Key(key)).map(found -> found.value().toUtf8());
  }

  default Version version(String key) {
    return store().get(new Key(key)).orElseThrow().version();
  }

  default List<String> keys(KeyRange... ranges) {
    return texts(store().list(List.of(ranges), ScanOptions.ALL));
  }

  default List<String> texts(List<KeyValue> found) {
    return found.stream().map(entry -> entry.key().text()).toList();
  }

  /** A mutation that writes one key. */
  default Mutation putting(String key, String value) {
    return new Mutation.Put(new Key(key), Bytes.utf8(value));
  }

  default void putAll(String... keys) {
    List<Mutation> puts = Arrays.stream(keys).map(key -> putting(key, "v:" + key)).toList();
    committed(store().commit(new Txn(List.of(), puts)));
  }
}
