package org.ponkeeper.store.testing;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * Forwards every call to another snapshot, for subclasses that override some of them. Thread-safe
 * if the other one is, and closes it when closed.
 */
public class ForwardingSnapshot implements Snapshot {

  private final Snapshot snapshot;

  /** Forwards to that snapshot. */
  protected ForwardingSnapshot(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** A snapshot that transforms each key and value of another one. */
  public static Snapshot mapping(Snapshot snapshot, UnaryOperator<KeyValue> change) {
    return new ForwardingSnapshot(snapshot) {
      @Override
      public Optional<KeyValue> get(Key key) {
        return super.get(key).map(change);
      }

      @Override
      public Scan scan(List<KeyRange> ranges, ScanOptions options) {
        return new ForwardingScan(super.scan(ranges, options)) {
          @Override
          public KeyValue next() {
            return change.apply(super.next());
          }
        };
      }
    };
  }

  @Override
  public History history() {
    return snapshot.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return snapshot.get(key);
  }

  @Override
  public Scan scan(List<KeyRange> ranges, ScanOptions options) {
    return snapshot.scan(ranges, options);
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
