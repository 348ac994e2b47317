package org.ponkeeper.store;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A snapshot that can be replaced by one of a later instant until it has returned a first result.
 * After that, all reads use the same snapshot.
 */
final class RetryingSnapshot implements Snapshot {

  private final RetryingStore store;
  private Optional<Snapshot> current;

  /**
   * Counts replaced snapshots, so that a scan knows whether its snapshot is still the current one.
   */
  private int dropped;

  private boolean answered;
  private boolean closed;

  RetryingSnapshot(RetryingStore store, Snapshot first) {
    this.store = store;
    this.current = Optional.of(first);
  }

  @Override
  public History history() {
    return current().history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return read(snapshot -> snapshot.get(key));
  }

  @Override
  public Scan scan(List<KeyRange> ranges, ScanOptions options) {
    requireOpen();
    return new RetryingScan(List.copyOf(ranges), options);
  }

  private <T> T read(Function<Snapshot, T> read) {
    requireOpen();
    T answer =
        answered
            ? read.apply(current())
            : store.retrying(RetryListener.Operation.SNAPSHOT, () -> attempt(read));
    answered = true;
    return answer;
  }

  private <T> T attempt(Function<Snapshot, T> read) {
    try {
      return read.apply(current());
    } catch (RuntimeException e) {
      // After a failed read the engine may no longer answer from this snapshot: take another one.
      drop();
      throw e;
    }
  }

  private Snapshot current() {
    if (current.isEmpty()) {
      current = Optional.of(store.openSnapshot());
    }
    return current.get();
  }

  private void drop() {
    Optional<Snapshot> failed = current;
    current = Optional.empty();
    dropped++;
    failed.ifPresent(Snapshot::close);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the snapshot is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    drop();
  }

  /** A scan that starts with its first read, and restarts when the snapshot was replaced. */
  private final class RetryingScan implements Scan {
    private final List<KeyRange> ranges;
    private final ScanOptions options;
    private Optional<Begun> begun = Optional.empty();
    private boolean done;

    RetryingScan(List<KeyRange> ranges, ScanOptions options) {
      this.ranges = ranges;
      this.options = options;
    }

    @Override
    public boolean hasNext() {
      requireUndone();
      return isUnderWay() ? begun.get().scan().hasNext() : read(snapshot -> on(snapshot).hasNext());
    }

    @Override
    public KeyValue next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return isUnderWay() ? begun.get().scan().next() : read(snapshot -> on(snapshot).next());
    }

    @Override
    public SkippedKeys skipped() {
      return begun.map(b -> b.scan().skipped()).orElse(SkippedKeys.NONE);
    }

    /**
     * After the first result no retry is possible, so rows are read directly: a load reads many.
     */
    private boolean isUnderWay() {
      return answered && begun.isPresent() && begun.get().dropped() == dropped;
    }

    private Scan on(Snapshot snapshot) {
      if (begun.isEmpty() || begun.get().dropped() != dropped) {
        begun = Optional.of(new Begun(dropped, snapshot.scan(ranges, options)));
      }
      return begun.get().scan();
    }

    private void requireUndone() {
      if (done) {
        throw new IllegalStateException("the scan is closed");
      }
    }

    @Override
    public void close() {
      done = true;
      begun.ifPresent(b -> b.scan().close());
    }
  }

  /** A scan, and how many snapshots had been replaced when it started. */
  private record Begun(int dropped, Scan scan) {}
}
