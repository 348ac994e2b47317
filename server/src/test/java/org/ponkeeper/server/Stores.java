package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;

/** Changes the data of a store behind the library's back. */
final class Stores {
  private Stores() {}

  /** The keys that contain the text. */
  static List<Key> keys(KeyValueStore store, String part) {
    List<Key> found =
        store.keys(new KeyRange("", Optional.empty())).stream()
            .filter(key -> key.text().contains(part))
            .toList();
    assertThat(found).as("keys with %s", part).isNotEmpty();
    return found;
  }

  /** Overwrites the values of the keys that contain the text. */
  static void overwrite(KeyValueStore store, String part, String value) {
    keys(store, part)
        .forEach(key -> store.put(key, Bytes.wrap(value.getBytes(StandardCharsets.UTF_8))));
  }

  /** Writes the same values again to the keys that contain the text. */
  static void rewrite(KeyValueStore store, String part) {
    keys(store, part).forEach(key -> store.put(key, store.get(key).orElseThrow().value()));
  }

  /** Replaces a text in the values that have it. */
  static void replace(KeyValueStore store, String text, String by) {
    List<KeyValue> found =
        store.list(List.of(new KeyRange("", Optional.empty())), ScanOptions.ALL).stream()
            .filter(entry -> text(entry).contains(text))
            .toList();
    assertThat(found).as("values with %s", text).isNotEmpty();
    found.forEach(entry -> store.put(entry.key(), Bytes.utf8(text(entry).replace(text, by))));
  }

  private static String text(KeyValue entry) {
    return new String(entry.value().toArray(), StandardCharsets.UTF_8);
  }

  /** Deletes the keys that contain the text. */
  static void delete(KeyValueStore store, String part) {
    keys(store, part).forEach(store::delete);
  }
}
