package org.ponkeeper.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes what a store holds as JSON lines of {@code {"key": "...", "value": "<base64>"}}. */
final class StoreExport {

  private StoreExport() {}

  /**
   * The ranges of the base path and the template path, in key order, each key in one only: one path
   * may lie under the other.
   */
  static List<KeyRange> ranges(KeySpace keys) {
    List<KeyRange> ranges = new ArrayList<>();
    KeyRange base = keys.basePathRange();
    KeyRange templates = keys.templatePathRange();
    if (!holds(templates, base)) {
      ranges.add(base);
    }
    if (!holds(base, templates) || base.equals(templates)) {
      ranges.add(templates);
    }
    ranges.sort(Comparator.comparing(range -> new Key(range.startInclusive())));
    return ranges;
  }

  /** Whether one prefix is, or begins with, the other. */
  private static boolean holds(KeyRange outer, KeyRange inner) {
    return outer.contains(new Key(inner.startInclusive()));
  }

  /**
   * Writes the keys of the ranges as of one instant, as they are read.
   *
   * @return how many keys there were
   * @throws StoreFailedException if the store failed; what was written is incomplete then
   */
  static long write(KeyValueStore store, List<KeyRange> ranges, OutputStream out)
      throws IOException {
    // Lines are short, and the writer below may have no buffer.
    OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    long keys = 0;
    try (Snapshot snapshot = store.snapshot();
        Scan scan = snapshot.scan(ranges, ScanOptions.EVERYTHING)) {
      while (scan.hasNext()) {
        buffered.write(line(scan.next()).getBytes(StandardCharsets.UTF_8));
        keys++;
      }
    } catch (SnapshotLostException e) {
      throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, e)
          .with("reason", "the store's history was cut while it was read");
    }
    buffered.flush();
    return keys;
  }

  private static String line(KeyValue kv) {
    return "{\"key\":\""
        + new String(JsonStringEncoder.getInstance().quoteAsCharArray(kv.key().text()))
        + "\",\"value\":\""
        + Base64.getEncoder().encodeToString(kv.value().toArray())
        + "\"}\n";
  }
}
