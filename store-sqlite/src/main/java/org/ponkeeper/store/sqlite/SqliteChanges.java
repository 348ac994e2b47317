package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;

/**
 * The change log, a table of the file: each commit adds its changes in the same transaction, and
 * occasionally deletes the oldest ones.
 *
 * <p>Rows are numbered without gaps. The table never becomes empty again, so a missing number below
 * the first one was deleted.
 */
final class SqliteChanges {

  /** The minimum number of changes kept; at most {@value #CUT_EVERY} more. */
  static final int KEPT = 10_000;

  /** The oldest changes are deleted after this many. */
  static final int CUT_EVERY = 1_000;

  /** The maximum number of changes read at once. */
  static final int BATCH = 1_000;

  static final String TABLE =
      "CREATE TABLE change("
          + "id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
          + " key TEXT NOT NULL, written INTEGER NOT NULL,"
          + " token INTEGER NOT NULL DEFAULT 0)";

  private static final String SELECT =
      "SELECT id, version, key, written, token FROM change WHERE id > ? ORDER BY id LIMIT ?";

  /** A value that was written later has another version. */
  private static final String SELECT_WITH_VALUES =
      "SELECT c.id, c.version, c.key, c.written, c.token, kv.value FROM change c"
          + " LEFT JOIN kv ON kv.key = c.key AND kv.version = c.version"
          + " WHERE c.id > ? ORDER BY c.id LIMIT ?";

  /** The version of the first commit of a file. */
  private static final long FIRST_VERSION = 2;

  /**
   * A row of the log.
   *
   * @param id its number
   * @param token the token of its commit
   * @param value the value that was written, if it was read and the key still has it
   */
  record Row(long id, WatchEvent.Change change, long token, Optional<Bytes> value) {}

  /**
   * Rows of the log. They end with the last row of a commit.
   *
   * @param history the history of the log
   * @param birth the random number of the file
   * @param cut whether earlier rows were deleted, so that changes were missed
   * @param rows in the order of their commits
   * @param lastId the number of the last row
   * @param more whether there are more rows
   */
  record Batch(
      History history, long birth, boolean cut, List<Row> rows, long lastId, boolean more) {}

  private final SqliteConnection connection;
  private final Path file;

  SqliteChanges(SqliteConnection connection, Path file) {
    this.connection = connection;
    this.file = file;
  }

  /**
   * Adds the changes of the open transaction.
   *
   * @param token the commit's token
   * @return the number of the last row
   */
  long add(List<WatchEvent.Change> changes, long token) throws SQLException {
    long before = lastId();
    PreparedStatement insert =
        connection.statement(
            "INSERT INTO change(id, version, key, written, token) VALUES (?, ?, ?, ?, ?)");
    long id = before;
    for (WatchEvent.Change change : changes) {
      insert.setLong(1, ++id);
      insert.setLong(2, change.version().token());
      insert.setString(3, change.key().text());
      insert.setBoolean(4, change instanceof WatchEvent.Written);
      insert.setLong(5, token);
      insert.executeUpdate();
    }
    if (id / CUT_EVERY > before / CUT_EVERY) {
      PreparedStatement cut = connection.statement("DELETE FROM change WHERE id <= ?");
      cut.setLong(1, id - KEPT);
      cut.executeUpdate();
    }
    return id;
  }

  /** Whether the row exists and belongs to the commit with this version and token. */
  boolean isOf(long id, long version, long token) throws SQLException {
    PreparedStatement select =
        connection.statement(
            "SELECT count(*) FROM change WHERE id = ? AND version = ? AND token = ?");
    select.setLong(1, id);
    select.setLong(2, version);
    select.setLong(3, token);
    return number(select) == 1;
  }

  /**
   * False if the log has that version with another token. A row without a token is from a process
   * that only knows an older format.
   */
  boolean mayHaveHad(Counter counter) throws SQLException {
    PreparedStatement select =
        connection.statement("SELECT token FROM change WHERE version = ? ORDER BY id DESC LIMIT 1");
    select.setLong(1, counter.last());
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        return true;
      }
      long token = rows.getLong(1);
      return token == 0 || token == counter.token();
    }
  }

  /** The number of the last row; 0 if there is none. */
  long lastId() throws SQLException {
    return number("SELECT coalesce(max(id), 0) FROM change");
  }

  /**
   * The number of the last row of a version or an earlier one.
   *
   * @param last the version of the last commit
   * @return {@link #MISSED} if changes after the version were deleted
   */
  long idOf(Version version, Version last) throws SQLException {
    if (version.equals(last)) {
      return lastId();
    }
    if (version.history() != last.history()) {
      return MISSED;
    }
    PreparedStatement select =
        connection.statement("SELECT coalesce(max(id), 0) FROM change WHERE version <= ?");
    select.setLong(1, version.token());
    long id = number(select);
    boolean fromTheBeginning =
        firstId() == 1 && number("SELECT min(version) FROM change") == FIRST_VERSION;
    boolean known = version.token() < last.token() && (id > 0 || fromTheBeginning);
    return known ? id : MISSED;
  }

  /** In place of a row number: changes after the version were deleted, so they cannot be read. */
  static final long MISSED = -1;

  /**
   * The rows after a row.
   *
   * @param withValues whether the values are read too
   */
  Batch after(long id, boolean withValues) throws SQLException {
    History history = connection.history();
    long birth = connection.counter().birth();
    long last = lastId();
    if (id == last) {
      return new Batch(history, birth, false, List.of(), last, false);
    }
    if (id == MISSED || id > last || firstId() > id + 1) {
      return new Batch(history, birth, true, List.of(), last, false);
    }
    PreparedStatement select = connection.statement(withValues ? SELECT_WITH_VALUES : SELECT);
    select.setLong(1, id);
    select.setInt(2, BATCH);
    List<Row> read = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        read.add(row(rows, withValues));
      }
    }
    List<Row> whole = read.getLast().id() < last ? withoutLastCommit(read) : read;
    long lastRead = whole.getLast().id();
    return new Batch(history, birth, false, whole, lastRead, lastRead < last);
  }

  /** The last commit may have more rows. A commit is smaller than a batch. */
  private static List<Row> withoutLastCommit(List<Row> rows) {
    Version last = rows.getLast().change().version();
    List<Row> others = rows.stream().filter(row -> !row.change().version().equals(last)).toList();
    return others.isEmpty() ? rows : others;
  }

  private Row row(ResultSet rows, boolean withValues) throws SQLException {
    try {
      Version version = new Version(connection.history(), rows.getLong(2));
      Key key = new Key(rows.getString(3));
      WatchEvent.Change change =
          rows.getBoolean(4)
              ? new WatchEvent.Written(key, version)
              : new WatchEvent.Deleted(key, version);
      Optional<Bytes> value =
          withValues ? Optional.ofNullable(rows.getBytes(6)).map(Bytes::wrap) : Optional.empty();
      return new Row(rows.getLong(1), change, rows.getLong(5), value);
    } catch (IllegalArgumentException e) {
      throw SqliteErrors.damaged("a row of the change log is invalid", file);
    }
  }

  private long firstId() throws SQLException {
    return number("SELECT coalesce(min(id), 0) FROM change");
  }

  private long number(String sql) throws SQLException {
    return number(connection.statement(sql));
  }

  private static long number(PreparedStatement select) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
