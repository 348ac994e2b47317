package org.ponkeeper.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The latest changes of a {@link MemoryStore}. Guarded by the store's lock. */
final class ChangeLog {

  /** The most changes that the log keeps. */
  static final int KEPT = 1_024;

  /**
   * A change.
   *
   * @param value the value that was written; empty for a deletion
   */
  record Entry(WatchEvent.Change change, Optional<Bytes> value) {}

  private final Deque<Entry> entries = new ArrayDeque<>();

  /** The greatest version whose changes are no longer in the log; 0 if none was dropped. */
  private long cut;

  void add(Entry entry) {
    entries.addLast(entry);
    if (entries.size() > KEPT) {
      cut = entries.removeFirst().change().version().token();
    }
  }

  /** Drops all changes. Only changes after {@code last} can be read from now on. */
  void clear(long last) {
    entries.clear();
    cut = last;
  }

  /**
   * The changes in a range after a version; empty if the log no longer has all of them.
   *
   * @param from the version, exclusive
   * @param last the version of the last commit
   */
  Optional<List<Entry>> since(Version from, Version last, KeyRange range) {
    long after = from.token();
    if (from.history() != last.history() || after < cut || after > last.token()) {
      return Optional.empty();
    }
    List<Entry> found = new ArrayList<>();
    for (Entry entry : entries) {
      WatchEvent.Change change = entry.change();
      if (change.version().token() > after && range.contains(change.key())) {
        found.add(entry);
      }
    }
    return Optional.of(found);
  }
}
