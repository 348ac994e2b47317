package org.ponkeeper.store.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Set;
import org.ponkeeper.store.History;
import org.ponkeeper.store.sqlite.SqliteConnection.Use;

/**
 * The file of a store: makes it if it is not there, and refuses whatever is not a store without
 * changing it.
 *
 * <p>Never opens an existing file by Java's own means. Closing such a second handle would drop the
 * locks that SQLite holds on the file for other stores of this process (POSIX locks belong to a
 * process, not to a handle).
 */
final class SqliteFile {

  /** "Ponk": marks a SQLite file as a store, in its header. */
  static final int APPLICATION_ID = 0x506f6e6b;

  /** The tables that this version makes and knows; kept as user_version. */
  static final int FORMAT = 2;

  /** The format without the change log: opening adds it. */
  static final int FORMAT_WITHOUT_CHANGES = 1;

  /** A SQLite file has at least one page, and this is the smallest, in bytes. */
  private static final int SMALLEST_PAGE = 512;

  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final History history;
  private final Deadline deadline;

  private SqliteFile(Path path, History history, Deadline deadline) {
    this.path = path;
    this.history = history;
    this.deadline = deadline;
  }

  /** A connection that writes to a store that is there, whole, and in WAL mode. */
  static SqliteConnection open(Path path, History history, Deadline deadline) {
    return new SqliteFile(path, history, deadline).open();
  }

  private SqliteConnection open() {
    try {
      prepare();
    } catch (IOException e) {
      throw SqliteErrors.refused(path, "it cannot be made: " + reason(e));
    }
    try {
      refuseForeign();
      SqliteConnection connection =
          deadline.whileBusy(() -> SqliteConnection.open(path, Use.WRITE, history));
      try {
        makeTables(connection);
        addChanges(connection);
        check(connection);
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw SqliteErrors.atOpen(e, path);
    }
  }

  private void prepare() throws IOException {
    if (Files.isDirectory(path)) {
      throw SqliteErrors.refused(path, "it is a directory");
    }
    if (!Files.exists(path)) {
      make();
    }
    if (!Files.isRegularFile(path)) {
      throw SqliteErrors.refused(path, "it is not a regular file");
    }
    if (!Files.isReadable(path)) {
      throw SqliteErrors.refused(path, "it may not be read");
    }
    if (!Files.isWritable(path)) {
      throw SqliteErrors.refused(path, "it may not be written");
    }
    long size = Files.size(path);
    if (size > 0 && size < SMALLEST_PAGE) {
      // SQLite would take a file of one byte for an empty one.
      throw SqliteErrors.refused(path, "it is not a SQLite file");
    }
    if (size == 0 && isPosix()) {
      // A store will be made of it. SQLite gives the files beside it the same mode.
      Files.setPosixFilePermissions(path, OWNER_FILE);
    }
  }

  private void make() throws IOException {
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent, ownerOnly(OWNER_DIRECTORY));
    }
    try {
      Files.createFile(path, ownerOnly(OWNER_FILE));
    } catch (FileAlreadyExistsException e) {
      // Another process was faster, or it is a link to nothing: the checks that follow tell.
      return;
    }
  }

  private FileAttribute<?>[] ownerOnly(Set<PosixFilePermission> permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is not a directory";
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }

  /**
   * Looks at the header without a trace: even opening a foreign file in the usual way may change it
   * (recovery, checkpoint). A store's own header is always in the file itself, because the tables
   * are made before the switch to WAL.
   */
  private void refuseForeign() throws SQLException {
    try (SqliteConnection untouched = SqliteConnection.openUntouched(path)) {
      if (!untouched.text("PRAGMA page_count").equals("0")) {
        requireStore(untouched);
      }
    } catch (SQLException e) {
      // Without locks a file that is being written may look damaged; the next look is with locks.
      if (!SqliteErrors.isDamage(e)) {
        throw e;
      }
    }
  }

  private void makeTables(SqliteConnection connection) throws SQLException {
    if (!deadline.whileBusy(() -> isEmpty(connection))) {
      return;
    }
    deadline.doWhileBusy(connection::beginWrite);
    if (isEmpty(connection)) {
      connection.execute("PRAGMA application_id=" + APPLICATION_ID);
      connection.execute("PRAGMA user_version=" + FORMAT);
      connection.execute(
          "CREATE TABLE counter("
              + "only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL CHECK (last > 0))");
      connection.execute("INSERT INTO counter VALUES (1, 1)");
      // The value comes last, so that keys and versions are read without it.
      connection.execute(
          "CREATE TABLE kv("
              + "key TEXT COLLATE BINARY PRIMARY KEY NOT NULL,"
              + " version INTEGER NOT NULL CHECK (version > 0),"
              + " value BLOB NOT NULL) WITHOUT ROWID");
      connection.execute(SqliteChanges.TABLE);
    }
    deadline.doWhileBusy(connection::commit);
  }

  private void addChanges(SqliteConnection connection) throws SQLException {
    deadline.doWhileBusy(() -> requireStore(connection));
    if (!deadline.whileBusy(() -> lacksChanges(connection))) {
      return;
    }
    deadline.doWhileBusy(connection::beginWrite);
    if (lacksChanges(connection)) {
      connection.execute(SqliteChanges.TABLE);
      connection.execute("PRAGMA user_version=" + FORMAT);
    }
    deadline.doWhileBusy(connection::commit);
  }

  private static boolean lacksChanges(SqliteConnection connection) throws SQLException {
    return connection.text("PRAGMA user_version").equals(String.valueOf(FORMAT_WITHOUT_CHANGES));
  }

  private static boolean isEmpty(SqliteConnection connection) throws SQLException {
    return connection.text("PRAGMA application_id").equals("0")
        && connection.text("PRAGMA user_version").equals("0")
        && connection.text("SELECT count(*) FROM sqlite_master").equals("0");
  }

  private void check(SqliteConnection connection) throws SQLException {
    deadline.doWhileBusy(() -> requireStore(connection));
    String mode = deadline.whileBusy(() -> connection.text("PRAGMA journal_mode=WAL"));
    if (!mode.equals("wal")) {
      throw SqliteErrors.refused(path, "its file system does not allow SQLite's WAL mode");
    }
    deadline.whileBusy(connection::lastVersion);
    deadline.whileBusy(
        () -> connection.text("SELECT count(*) FROM (SELECT key, version, value FROM kv LIMIT 1)"));
    deadline.whileBusy(connection::lastChange);
  }

  private void requireStore(SqliteConnection connection) throws SQLException {
    if (!connection.text("PRAGMA application_id").equals(String.valueOf(APPLICATION_ID))) {
      throw SqliteErrors.refused(path, "it is a SQLite file of another program");
    }
    String format = connection.text("PRAGMA user_version");
    if (!format.equals(String.valueOf(FORMAT))
        && !format.equals(String.valueOf(FORMAT_WITHOUT_CHANGES))) {
      throw SqliteErrors.refused(
          path, "its format is %s, and this version knows only %d".formatted(format, FORMAT));
    }
  }
}
