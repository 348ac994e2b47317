package org.ponkeeper.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/** The stored templates of a technology in a snapshot; not decoded. */
final class StoredTemplates {

  private final Map<TechProfileId, KeyValue> byId = new LinkedHashMap<>();

  private StoredTemplates() {}

  /** Reads the templates; other keys between them are ignored, and deeper ones are not read. */
  static StoredTemplates read(Snapshot snapshot, KeySpace keys, Technology technology) {
    StoredTemplates templates = new StoredTemplates();
    List<KeyRange> values = keysOf(snapshot, keys, technology).stream().map(KeyRange::of).toList();
    try (Scan scan = snapshot.scan(values, ScanOptions.ALL)) {
      while (scan.hasNext()) {
        KeyValue kv = scan.next();
        templates.byId.put(keys.parseTemplate(technology, kv.key()).orElseThrow(), kv);
      }
    }
    return templates;
  }

  private static List<Key> keysOf(Snapshot snapshot, KeySpace keys, Technology technology) {
    List<Key> found = new ArrayList<>();
    Optional<KeyRange> rest = Optional.of(keys.templates(technology));
    while (rest.isPresent()) {
      Optional<KeyRange> behindOther = Optional.empty();
      try (Scan scan = snapshot.scan(List.of(rest.get()), ScanOptions.KEYS_ONLY)) {
        while (behindOther.isEmpty() && scan.hasNext()) {
          Key key = scan.next().key();
          if (keys.parseTemplate(technology, key).isPresent()) {
            found.add(key);
          } else {
            behindOther = Optional.of(keys.templatesAfter(technology, key));
          }
        }
      }
      rest = behindOther;
    }
    return found;
  }

  /** Their ids, in the order of their keys. */
  Set<TechProfileId> ids() {
    return byId.keySet();
  }

  /** The template, if there is one. */
  Optional<KeyValue> find(TechProfileId id) {
    return Optional.ofNullable(byId.get(id));
  }
}
