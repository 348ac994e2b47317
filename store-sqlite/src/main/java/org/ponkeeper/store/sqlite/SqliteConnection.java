package org.ponkeeper.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanHint;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * One connection; has all SQL that reads or writes keys.
 *
 * <p>Every method is synchronized and short, so that a store can be closed while another thread
 * reads: later calls fail with {@link ConnectionClosedException}.
 */
final class SqliteConnection implements AutoCloseable {

  /** The permissions of a connection. */
  enum Use {
    /** Write, and wait for the disk at each commit. */
    WRITE("PRAGMA synchronous=FULL"),
    /** Read only, although the file is open for writing: in WAL mode readers write locks. */
    READ("PRAGMA query_only=ON");

    private final String pragma;

    Use(String pragma) {
      this.pragma = pragma;
    }
  }

  private final Connection connection;
  private final Path file;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** Statements that read ranges and are not in use; one that is in use is not among them. */
  private final Map<String, PreparedStatement> idleSelects = new HashMap<>();

  /** Whether the file's format has tokens, by which the change log can be compared. */
  private boolean hasTokens = true;

  /** The history of the open transaction. */
  private Optional<History> history = Optional.empty();

  private SqliteConnection(Connection connection, Path file) {
    this.connection = connection;
    this.file = file;
  }

  /** Opens an existing file; does not create one. */
  static SqliteConnection open(Path file, Use use) throws SQLException {
    SqliteConnection opened = new SqliteConnection(connect(file, "", false), file);
    try {
      opened.execute(use.pragma);
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Opens a file without side effects: no lock, no recovery, no other files. Does not see the
   * content of a WAL file.
   */
  static SqliteConnection openUntouched(Path file) throws SQLException {
    return new SqliteConnection(connect(file, "?immutable=1", true), file);
  }

  /**
   * Opens an existing file for reading, with its WAL file. Closing it never merges the WAL file
   * into the main one.
   */
  static SqliteConnection openReadOnly(Path file) throws SQLException {
    return new SqliteConnection(connect(file, "", true), file);
  }

  private static Connection connect(Path file, String query, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    if (readOnly) {
      config.setReadOnly(true);
    }
    // Deadline waits instead.
    config.setBusyTimeout(0);
    // The driver would ask for the last row id after each insert.
    config.setGetGeneratedKeys(false);
    return config.createConnection("jdbc:sqlite:" + uri(file) + query);
  }

  /** The path as SQLite's URI, because the driver would interpret a '?' in a plain path. */
  private static String uri(Path file) {
    StringBuilder uri = new StringBuilder("file:");
    for (byte b : file.toUri().getPath().getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "/-_.~:".indexOf(c) >= 0);
      uri.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return uri.toString();
  }

  synchronized void execute(String sql) throws SQLException {
    requireOpen();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row, for pragmas and counts. */
  synchronized String text(String sql) throws SQLException {
    requireOpen();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return String.valueOf(rows.getString(1));
    }
  }

  /** The bytes of the used pages, in the file or in the WAL. */
  synchronized long sizeInUse() throws SQLException {
    long pages =
        Long.parseLong(text("PRAGMA page_count")) - Long.parseLong(text("PRAGMA freelist_count"));
    return pages * Long.parseLong(text("PRAGMA page_size"));
  }

  /** Begins a write transaction, which locks out all other writers; does not wait. */
  synchronized void beginWrite() throws SQLException {
    statement("BEGIN IMMEDIATE").execute();
  }

  /** Begins a read transaction; its instant is fixed by the next read. */
  synchronized void beginRead() throws SQLException {
    statement("BEGIN").execute();
  }

  synchronized void commit() throws SQLException {
    statement("COMMIT").execute();
  }

  /**
   * Merges the WAL file into the main file, as far as no other connection blocks it; outside of a
   * transaction.
   *
   * @return whether all of it is now in the main file, and on the disk
   */
  synchronized boolean checkpoint() throws SQLException {
    try (ResultSet rows = statement("PRAGMA wal_checkpoint(PASSIVE)").executeQuery()) {
      return rows.next() && rows.getInt(1) == 0 && rows.getLong(2) == rows.getLong(3);
    }
  }

  synchronized void rollback() throws SQLException {
    statement("ROLLBACK").execute();
  }

  /** Reads the file's format, and uses it; for connections that only read. */
  synchronized SqliteConnection inItsFormat() throws SQLException {
    hasTokens =
        Integer.parseInt(text("PRAGMA user_version")) >= SqliteFile.FIRST_FORMAT_WITH_TOKENS;
    return this;
  }

  /**
   * Whether two commits can be distinguished; if not, each commit of another process starts a
   * history.
   */
  synchronized boolean hasTokens() {
    return hasTokens;
  }

  /** The file's counter. */
  synchronized Counter counter() throws SQLException {
    return counted(
        statement(
            hasTokens
                ? "SELECT last, token, checkpointed, birth FROM counter"
                : "SELECT last, 0, 0, 0 FROM counter"));
  }

  private Counter counted(PreparedStatement select) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        throw SqliteErrors.damaged("the version counter is missing", file);
      }
      return new Counter(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
    }
  }

  /** The version of the last commit that wrote. */
  synchronized Version lastVersion() throws SQLException {
    return version(counter().last());
  }

  /** Sets the history of the open transaction's versions. */
  synchronized void readAs(History history) {
    this.history = Optional.of(history);
  }

  /** The history that versions belong to. */
  synchronized History history() {
    return history.orElseThrow();
  }

  synchronized Optional<KeyValue> get(Key key) throws SQLException {
    PreparedStatement select = statement("SELECT version, value FROM kv WHERE key = ?");
    select.setString(1, key.text());
    try (ResultSet rows = select.executeQuery()) {
      return rows.next()
          ? Optional.of(new KeyValue(key, bytes(rows.getBytes(2)), version(rows.getLong(1))))
          : Optional.empty();
    }
  }

  /** The keys whose conditions do not hold. */
  synchronized Set<Key> broken(List<Condition> conditions) throws SQLException {
    Set<Key> broken = new LinkedHashSet<>();
    for (Condition condition : conditions) {
      if (!condition.holds(get(condition.key()))) {
        broken.add(condition.key());
      }
    }
    return broken;
  }

  /**
   * A prepared commit.
   *
   * @param counter the counter after it
   * @param row the last row of the change log after it
   */
  record Applied(Counter counter, long row) {}

  /**
   * Applies the mutations at the next version.
   *
   * @param now the counter that the open transaction reads
   * @param checkpointed a version that the main file has reached
   * @return empty if they change nothing: then nothing was written, and there is no next version
   */
  synchronized Optional<Applied> apply(List<Mutation> mutations, Counter now, long checkpointed)
      throws SQLException {
    Version next = version(now.last() + 1);
    List<WatchEvent.Change> changes = new ArrayList<>();
    for (Mutation mutation : mutations) {
      switch (mutation) {
        case Mutation.Put put -> {
          PreparedStatement insert =
              statement("INSERT OR REPLACE INTO kv(key, version, value) VALUES (?, ?, ?)");
          insert.setString(1, put.key().text());
          insert.setLong(2, next.token());
          insert.setBytes(3, put.value().toArray());
          insert.executeUpdate();
          changes.add(new WatchEvent.Written(put.key(), next));
        }
        case Mutation.Delete delete -> {
          PreparedStatement remove = statement("DELETE FROM kv WHERE key = ?");
          remove.setString(1, delete.key().text());
          if (remove.executeUpdate() > 0) {
            changes.add(new WatchEvent.Deleted(delete.key(), next));
          }
        }
      }
    }
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    PreparedStatement count =
        statement(
            "UPDATE counter SET last = ?, token = random(), checkpointed = max(checkpointed, ?)"
                + " RETURNING last, token, checkpointed, birth");
    count.setLong(1, next.token());
    count.setLong(2, checkpointed);
    Counter counter = counted(count);
    long row = new SqliteChanges(this, file).add(changes, counter.token());
    return Optional.of(new Applied(counter, row));
  }

  /** Whether a row of the change log is the last one of the commit with this counter. */
  synchronized boolean hasChange(long row, Counter counter) throws SQLException {
    return new SqliteChanges(this, file).isOf(row, counter.last(), counter.token());
  }

  /** Whether the counter may have had this value; false if the change log contradicts it. */
  synchronized boolean mayHaveHad(Counter counter) throws SQLException {
    return !hasTokens || new SqliteChanges(this, file).mayHaveHad(counter);
  }

  /** The last row of the change log; 0 if the format has no usable one. */
  synchronized long lastChange() throws SQLException {
    return hasTokens ? new SqliteChanges(this, file).lastId() : 0;
  }

  /** The last row of the change log of a version or an earlier one. */
  synchronized long changeOf(Version version) throws SQLException {
    if (!hasTokens) {
      return version.equals(lastVersion()) ? 0 : SqliteChanges.MISSED;
    }
    return new SqliteChanges(this, file).idOf(version, lastVersion());
  }

  /** The last row of the commit of a bookmark of this file. */
  synchronized long changeOf(SqliteBookmark bookmark) throws SQLException {
    boolean found =
        hasTokens
            && counter().birth() == bookmark.birth()
            && new SqliteChanges(this, file)
                .isOf(bookmark.row(), bookmark.version(), bookmark.token());
    return found ? bookmark.row() : SqliteChanges.MISSED;
  }

  /**
   * The changes after a position; in another history, as if rows had been deleted.
   *
   * @param withValues whether the values are read too
   */
  synchronized SqliteChanges.Batch changesAfter(LogPosition position, boolean withValues)
      throws SQLException {
    boolean same = position.history() == history();
    if (!hasTokens) {
      boolean cut = !same || position.row() == SqliteChanges.MISSED;
      return new SqliteChanges.Batch(history(), 0, cut, List.of(), 0, false);
    }
    return new SqliteChanges(this, file)
        .after(same ? position.row() : SqliteChanges.MISSED, withValues);
  }

  /** The rows of one range, at most {@code limit}, to be read one by one. */
  synchronized Rows select(KeyRange range, ScanOptions options, long limit) throws SQLException {
    requireOpen();
    String sql =
        "SELECT key, version"
            + (options.keysOnly() ? "" : ", value")
            + " FROM kv WHERE key >= ?"
            + (range.endExclusive().isPresent() ? " AND key < ?" : "")
            + options.hint().map(SqliteConnection::where).orElse("")
            + " ORDER BY key LIMIT ?";
    PreparedStatement idle = idleSelects.remove(sql);
    PreparedStatement select = idle == null ? connection.prepareStatement(sql) : idle;
    try {
      int parameter = 1;
      select.setString(parameter++, range.startInclusive());
      if (range.endExclusive().isPresent()) {
        select.setString(parameter++, range.endExclusive().get());
      }
      if (options.hint().isPresent()) {
        parameter = set(select, parameter, options.hint().get());
      }
      select.setLong(parameter, limit);
      return new Rows(sql, select, select.executeQuery(), options.keysOnly());
    } catch (SQLException e) {
      select.close();
      throw e;
    }
  }

  /** The condition for the keys that a caller needs: SQLite reads the others much faster itself. */
  private static String where(ScanHint hint) {
    return switch (hint) {
      case ScanHint.KeyEndsWith end -> " AND substr(key, ?) = ?";
      case ScanHint.ValueContains part -> " AND instr(value, ?) > 0";
    };
  }

  /** Sets the parameters of that condition, and returns the number of the next one. */
  private static int set(PreparedStatement select, int parameter, ScanHint hint)
      throws SQLException {
    return switch (hint) {
      case ScanHint.KeyEndsWith end -> {
        String text = end.text();
        select.setInt(parameter, -text.codePointCount(0, text.length()));
        select.setString(parameter + 1, text);
        yield parameter + 2;
      }
      case ScanHint.ValueContains part -> {
        select.setBytes(parameter, part.bytes().toArray());
        yield parameter + 1;
      }
    };
  }

  /** Rows of a range; close them when done. */
  final class Rows implements AutoCloseable {
    private final String sql;
    private final PreparedStatement select;
    private final ResultSet rows;
    private final boolean keysOnly;

    private Rows(String sql, PreparedStatement select, ResultSet rows, boolean keysOnly) {
      this.sql = sql;
      this.select = select;
      this.rows = rows;
      this.keysOnly = keysOnly;
    }

    /** The next row; empty at the end. */
    Optional<KeyValue> next() throws SQLException {
      synchronized (SqliteConnection.this) {
        requireOpen();
        if (!rows.next()) {
          return Optional.empty();
        }
        Bytes value = keysOnly ? Bytes.empty() : bytes(rows.getBytes(3));
        return Optional.of(new KeyValue(key(rows.getString(1)), value, version(rows.getLong(2))));
      }
    }

    /** Must be called once. */
    @Override
    public void close() throws SQLException {
      synchronized (SqliteConnection.this) {
        if (connection.isClosed()) {
          return; // and all its statements
        }
        rows.close();
        if (idleSelects.putIfAbsent(sql, select) != null) {
          select.close();
        }
      }
    }
  }

  private Key key(String text) {
    try {
      return new Key(text);
    } catch (IllegalArgumentException e) {
      throw SqliteErrors.damaged("a row has an invalid key", file);
    }
  }

  private Version version(long token) {
    try {
      return new Version(history(), token);
    } catch (IllegalArgumentException e) {
      throw SqliteErrors.damaged("a row has an invalid version", file);
    }
  }

  /** The driver may return an empty blob as null. */
  private static Bytes bytes(byte @Nullable [] value) {
    return value == null ? Bytes.empty() : Bytes.wrap(value);
  }

  /** A cached statement; for callers that hold the lock of this connection. */
  PreparedStatement statement(String sql) throws SQLException {
    requireOpen();
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  private void requireOpen() throws SQLException {
    if (connection.isClosed()) {
      throw new ConnectionClosedException();
    }
  }

  /** Rolls back an open transaction, and frees the connection. */
  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Committed data is safe, and everything else is rolled back, so an error here can be
      // ignored.
      prepared.clear();
    }
  }
}
