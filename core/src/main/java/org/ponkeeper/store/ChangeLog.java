package org.ponkeeper.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The latest changes of a {@link MemoryStore}, which guards it by its lock. */
final class ChangeLog {

  /** How many changes are kept. */
  static final int KEPT = 1_024;

  private final Deque<WatchEvent.Change> changes = new ArrayDeque<>();

  /** The greatest version of which a change was dropped; 0 if none was. */
  private long cut;

  void add(WatchEvent.Change change) {
    changes.addLast(change);
    if (changes.size() > KEPT) {
      cut = changes.removeFirst().version().token();
    }
  }

  /** Forgets all changes: those after {@code last} are the first that are known. */
  void clear(long last) {
    changes.clear();
    cut = last;
  }

  /**
   * What happened in the range after a version.
   *
   * @param from the version
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
