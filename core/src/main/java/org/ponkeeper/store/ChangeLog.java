package org.ponkeeper.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The latest changes of a {@link MemoryStore}. Guarded by the store's lock. */
final class ChangeLog {

  /** The most changes that the log keeps. */
  static final int KEPT = 1_024;

  private final Deque<WatchEvent.Change> changes = new ArrayDeque<>();

  /** The greatest version whose changes are no longer in the log; 0 if none was dropped. */
  private long cut;

  void add(WatchEvent.Change change) {
    changes.addLast(change);
    if (changes.size() > KEPT) {
      cut = changes.removeFirst().version().token();
    }
  }

  /** Drops all changes. Only changes after {@code last} can be read from now on. */
  void clear(long last) {
    changes.clear();
    cut = last;
  }

  /**
   * The changes in a range after a version; a single {@link WatchEvent.Resync} if the log no longer
   * has all of them.
   *
   * @param from the version, exclusive
   * @param last the version of the last commit
   */
  List<WatchEvent> since(Version from, Version last, KeyRange range) {
    long after = from.token();
    if (from.history() != last.history() || after < cut || after > last.token()) {
      return List.of(new WatchEvent.Resync());
    }
    List<WatchEvent> found = new ArrayList<>();
    for (WatchEvent.Change change : changes) {
      if (change.version().token() > after && range.contains(change.key())) {
        found.add(change);
      }
    }
    return found;
  }
}
