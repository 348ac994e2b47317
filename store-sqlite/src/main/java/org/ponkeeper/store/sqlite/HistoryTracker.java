package org.ponkeeper.store.sqlite;

import java.sql.SQLException;
import java.util.Optional;
import org.ponkeeper.store.History;

/**
 * Finds out whether what a transaction reads continues the history that the store has read from.
 *
 * <p>It remembers the newest commit that the store saw. A file continues the history if that commit
 * is its last one, or if its change log still holds it. Everything else begins a new history: the
 * commit is not there, another one has its number, or the log was cut since and does not show it.
 *
 * <p>Thread-safe.
 */
final class HistoryTracker {

  /**
   * A commit that was seen.
   *
   * @param history the history that it belongs to
   * @param counter the counter as that commit left it
   * @param row the last row of the change log then; 0 if the log was empty
   */
  record Mark(History history, Counter counter, long row) {}

  private final String name;
  private volatile Mark newest;

  /**
   * Begins a history.
   *
   * @param name what it is the history of
   * @param counter the counter of the file
   * @param row the last row of its change log
   */
  HistoryTracker(String name, Counter counter, long row) {
    this.name = name;
    this.newest = new Mark(new History(name), counter, row);
  }

  /** The newest commit that was seen. Take it before the transaction that is to be compared. */
  Mark newest() {
    return newest;
  }

  /**
   * The history that a transaction reads.
   *
   * @param before the newest commit that had been seen before the transaction began
   * @param counter what the transaction reads
   * @return empty if another thread found a new history meanwhile: begin the transaction again
   */
  Optional<History> of(Mark before, Counter counter, SqliteConnection connection)
      throws SQLException {
    if (counter.last() == before.counter().last()
        && counter.token() == before.counter().token()
        && counter.birth() == before.counter().birth()) {
      return Optional.of(before.history());
    }
    boolean continues = continues(before, counter, connection);
    return advance(before, continues, counter, connection.lastChange());
  }

  private static boolean continues(Mark before, Counter counter, SqliteConnection connection)
      throws SQLException {
    if (!connection.hasTokens()
        || counter.birth() != before.counter().birth()
        || counter.last() <= before.counter().last()) {
      return false;
    }
    // A mark without a row is from when the file was made: whatever has its birth continues it.
    return before.row() == 0 || connection.hasChange(before.row(), before.counter());
  }

  private synchronized Optional<History> advance(
      Mark before, boolean continues, Counter counter, long row) {
    boolean current = newest.history() == before.history();
    if (continues) {
      if (current && counter.last() > newest.counter().last()) {
        newest = new Mark(before.history(), counter, row);
      }
      return Optional.of(before.history());
    }
    if (!current) {
      return Optional.empty();
    }
    newest = new Mark(new History(name), counter, row);
    return Optional.of(newest.history());
  }

  /** A commit of this store was made. */
  synchronized void committed(History history, Counter counter, long row) {
    if (newest.history() == history && counter.last() > newest.counter().last()) {
      newest = new Mark(history, counter, row);
    }
  }
}
