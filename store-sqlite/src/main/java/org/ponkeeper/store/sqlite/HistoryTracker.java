package org.ponkeeper.store.sqlite;

import java.sql.SQLException;
import java.util.Optional;
import org.ponkeeper.store.History;

/**
 * Checks whether a transaction reads the same history that the store has read before.
 *
 * <p>Remembers the newest commit that the store has seen. A file continues the history if that
 * commit is its last one, or is still in its change log. Otherwise a new history begins: the commit
 * is missing, another one has its number, or the log was truncated after it.
 *
 * <p>Thread-safe.
 */
final class HistoryTracker {

  /**
   * A commit that was seen.
   *
   * @param history the history that it belongs to
   * @param counter the counter after that commit
   * @param row the last row of the change log then; 0 if the log was empty
   */
  record Mark(History history, Counter counter, long row) {}

  private final String name;
  private volatile Mark newest;

  /**
   * Starts a history.
   *
   * @param name the name of the history, for display
   * @param counter the counter of the file
   * @param row the last row of its change log
   */
  HistoryTracker(String name, Counter counter, long row) {
    this.name = name;
    this.newest = new Mark(new History(name), counter, row);
  }

  /** The newest commit that was seen. Read it before starting the transaction to compare. */
  Mark newest() {
    return newest;
  }

  /**
   * The history that a transaction reads.
   *
   * @param before the newest commit that had been seen before the transaction began
   * @param counter the counter that the transaction reads
   * @return empty if another thread found a new history meanwhile: start the transaction again
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
    // A mark without a row is from the creation of the file: every file with its birth continues
    // it.
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

  /** This store has committed. */
  synchronized void committed(History history, Counter counter, long row) {
    if (newest.history() == history && counter.last() > newest.counter().last()) {
      newest = new Mark(history, counter, row);
    }
  }
}
