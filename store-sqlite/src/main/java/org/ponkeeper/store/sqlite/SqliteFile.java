package org.ponkeeper.store.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.store.sqlite.SqliteConnection.Use;

/**
 * Opens the file of a store: creates it if it does not exist, and rejects a file that is not a
 * store without changing it.
 *
 * <p>Never opens an existing file through Java: closing such a second handle would drop the locks
 * that SQLite holds on the file for other stores of this process (POSIX locks belong to a process,
 * not to a handle).
 */
final class SqliteFile {

  /** "Ponk": marks a SQLite file as a store, in its header. */
  static final int APPLICATION_ID = 0x506f6e6b;

  /** The format of the tables that this version creates; stored as user_version. */
  static final int FORMAT = 3;

  /** The format without the change log; opening adds it. */
  static final int FORMAT_WITHOUT_CHANGES = 1;

  /** In formats before this one the counter has no token; opening adds it. */
  static final int FIRST_FORMAT_WITH_TOKENS = 3;

  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final Deadline deadline;
  private final FileChecks checks;

  private SqliteFile(Path path, Deadline deadline) {
    this.path = path;
    this.deadline = deadline;
    this.checks = new FileChecks(path, deadline);
  }

  /** Opens a complete store in WAL mode; creates it if the file does not exist or is empty. */
  static OpenFile open(Path path, Deadline deadline) {
    return new SqliteFile(path, deadline).open();
  }

  /**
   * Opens the file that is now at the path of an open store; does not create one. Checks the whole
   * file for damage, because its origin is unknown.
   *
   * @param dropped the file that the store had open before
   */
  static OpenFile reopen(Path path, OpenFile dropped, Deadline deadline) {
    return new SqliteFile(path, deadline).reopen(dropped);
  }

  private OpenFile open() {
    try {
      prepare();
    } catch (IOException e) {
      throw SqliteErrors.refused(path, "it cannot be created: " + FileChecks.reason(e));
    }
    try {
      FilesAtPath now = checks.look();
      checks.refuseForeign();
      checks.checkLog(false);
      return connect(now);
    } catch (FileReplacedException e) {
      throw SqliteErrors.damaged(e.reason(), path);
    } catch (SQLException e) {
      throw SqliteErrors.atOpen(e, path);
    }
  }

  private OpenFile reopen(OpenFile dropped) {
    try {
      FilesAtPath now = checks.look();
      if (!Files.isRegularFile(path)) {
        throw new FileReplacedException("it is not a regular file");
      }
      if (now.size() < FileChecks.SMALLEST_PAGE) {
        throw new FileReplacedException("the file at this path is empty");
      }
      checks.refuseLogLeftBehind(now, dropped);
      checks.refuseForeign();
      checks.checkLog(true);
      return connect(now);
    } catch (FileReplacedException | InvalidRequestException e) {
      throw checks.unusable(e);
    } catch (IOException e) {
      throw checks.unusable(FilesAtPath.cannotBeLookedAt(e));
    } catch (SQLException e) {
      PonkeeperException failure = SqliteErrors.atOpen(e, path);
      throw failure instanceof InvalidRequestException refused ? checks.unusable(refused) : failure;
    }
  }

  /** Opens the connections; {@code checked} is the state of the files before they were checked. */
  private OpenFile connect(FilesAtPath checked) throws SQLException {
    SqliteConnection writer = deadline.whileBusy(() -> SqliteConnection.open(path, Use.WRITE));
    try {
      makeTables(writer);
      upgrade(writer);
      check(writer);
      if (checked.size() <= FileChecks.LOOKED_THROUGH) {
        deadline.doWhileBusy(() -> checks.requireWhole(writer));
      }
      OpenFile opened = withAnchor(writer, checked);
      if (!Objects.equals(opened.files().main(), checked.main())) {
        opened.drop();
        throw new FileReplacedException("the file was replaced while it was opened");
      }
      return opened;
    } catch (SQLException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private OpenFile withAnchor(SqliteConnection writer, FilesAtPath checked) throws SQLException {
    SqliteConnection anchor = deadline.whileBusy(() -> SqliteConnection.openReadOnly(path));
    try {
      deadline.whileBusy(anchor::counter);
      return new OpenFile(path, checks.real(), checked, anchor, writer);
    } catch (IOException e) {
      anchor.close();
      throw FilesAtPath.cannotBeLookedAt(e);
    } catch (SQLException | RuntimeException e) {
      anchor.close();
      throw e;
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
      throw SqliteErrors.notPermitted(path, "no permission to read it");
    }
    if (!Files.isWritable(path)) {
      throw SqliteErrors.notPermitted(path, "no permission to write it");
    }
    long size = Files.size(path);
    if (size > 0 && size < FileChecks.SMALLEST_PAGE) {
      // SQLite would treat a file of one byte as an empty one.
      throw SqliteErrors.refused(path, "it is not a SQLite file");
    }
    if (size == 0 && isPosix()) {
      // It will become a store. SQLite creates the other files with the same mode.
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
      // Another process created it first, or it is a dangling link: the checks that follow report
      // it.
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
              + "only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL CHECK (last > 0),"
              + " token INTEGER NOT NULL DEFAULT 0, checkpointed INTEGER NOT NULL DEFAULT 0,"
              + " birth INTEGER NOT NULL DEFAULT 0)");
      connection.execute("INSERT INTO counter VALUES (1, 1, random(), 0, random())");
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

  /** Upgrades the tables of an older format. */
  private void upgrade(SqliteConnection connection) throws SQLException {
    deadline.doWhileBusy(() -> checks.requireStore(connection));
    if (deadline.whileBusy(() -> FileChecks.format(connection)) == FORMAT) {
      return;
    }
    deadline.doWhileBusy(connection::beginWrite);
    int format = FileChecks.format(connection);
    if (format == FORMAT_WITHOUT_CHANGES) {
      connection.execute(SqliteChanges.TABLE);
    } else if (format < FIRST_FORMAT_WITH_TOKENS) {
      connection.execute("ALTER TABLE change ADD COLUMN token INTEGER NOT NULL DEFAULT 0");
    }
    if (format < FIRST_FORMAT_WITH_TOKENS) {
      for (String column : List.of("token", "checkpointed", "birth")) {
        connection.execute(
            "ALTER TABLE counter ADD COLUMN " + column + " INTEGER NOT NULL DEFAULT 0");
      }
      connection.execute("UPDATE counter SET token = random(), birth = random()");
      connection.execute(
          "UPDATE change SET token = (SELECT token FROM counter), version = (SELECT last FROM"
              + " counter) WHERE id = (SELECT max(id) FROM change)");
    }
    connection.execute("PRAGMA user_version=" + FORMAT);
    deadline.doWhileBusy(connection::commit);
  }

  private static boolean isEmpty(SqliteConnection connection) throws SQLException {
    return connection.text("PRAGMA application_id").equals("0")
        && connection.text("PRAGMA user_version").equals("0")
        && connection.text("SELECT count(*) FROM sqlite_master").equals("0");
  }

  private void check(SqliteConnection connection) throws SQLException {
    deadline.doWhileBusy(() -> checks.requireStore(connection));
    String mode = deadline.whileBusy(() -> connection.text("PRAGMA journal_mode=WAL"));
    if (!mode.equals("wal")) {
      throw SqliteErrors.refused(path, "its file system does not allow SQLite's WAL mode")
          .remedy("put the file on a local file system");
    }
    deadline.whileBusy(connection::counter);
    deadline.whileBusy(
        () -> connection.text("SELECT count(*) FROM (SELECT key, version, value FROM kv LIMIT 1)"));
    deadline.whileBusy(connection::lastChange);
  }
}
