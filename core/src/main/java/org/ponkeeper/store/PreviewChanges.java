package org.ponkeeper.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The changes of a {@link PreviewStore}, by key. Thread-safe. */
final class PreviewChanges {

  /** Greater than every token of a store. */
  private static final long FIRST = 1L << 62;

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<String, Change> byKey = new TreeMap<>(Key::compare);
  private long last = FIRST;
  private boolean anyDeleted;

  /** The number of open snapshots; as long as there is one, earlier changes of a key are kept. */
  private int snapshots;

  /**
   * A change of a key.
   *
   * @param token the token of its version
   * @param value the new value; empty if the key was deleted
   * @param before the change before it; null if there was none, or no snapshot is open
   */
  record Change(long token, Key key, Optional<Bytes> value, @Nullable Change before) {

    /** The last change up to a token; null if there was none. */
    @Nullable Change upTo(long lastToken) {
      Change change = this;
      while (change != null && change.token > lastToken) {
        change = change.before;
      }
      return change;
    }

    /** What is read after the change. */
    Optional<KeyValue> read(History history) {
      return value.map(found -> new KeyValue(key, found, new Version(history, token)));
    }
  }

  /** Runs an action without changes of other threads. */
  <T> T whileLocked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the present changes for a snapshot, until {@link #release}; returns the last token. */
  long keep() {
    return whileLocked(() -> {
      snapshots++;
      return last;
    });
  }

  /** A snapshot ends. */
  void release() {
    whileLocked(() -> --snapshots);
  }

  /** Adds the changes of one commit; returns their token. */
  long add(List<Mutation> mutations) {
    return whileLocked(() -> {
      last++;
      for (Mutation mutation : mutations) {
        Optional<Bytes> value =
            mutation instanceof Mutation.Put put ? Optional.of(put.value()) : Optional.empty();
        anyDeleted |= value.isEmpty();
        String key = mutation.key().text();
        Change before = snapshots == 0 ? null : byKey.get(key);
        byKey.put(key, new Change(last, mutation.key(), value, before));
      }
      return last;
    });
  }

  /** Whether a key was deleted. */
  boolean anyDeleted() {
    return whileLocked(() -> anyDeleted);
  }

  /** The last change of a key; null if it was not changed. */
  @Nullable Change find(Key key) {
    return find(key, Long.MAX_VALUE);
  }

  /** The last change of a key up to a token; null if there was none. */
  @Nullable Change find(Key key, long lastToken) {
    lock.lock();
    try {
      Change change = byKey.get(key.text());
      return change == null ? null : change.upTo(lastToken);
    } finally {
      lock.unlock();
    }
  }

  /** The first changed key of a range, with its last change up to a token; null if none is. */
  @Nullable Change first(KeyRange range, long lastToken) {
    lock.lock();
    try {
      Map.Entry<String, Change> entry = byKey.ceilingEntry(range.startInclusive());
      while (entry != null && range.contains(entry.getValue().key())) {
        Change change = entry.getValue().upTo(lastToken);
        if (change != null) {
          return change;
        }
        entry = byKey.higherEntry(entry.getKey());
      }
      return null;
    } finally {
      lock.unlock();
    }
  }
}
