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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;
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
  static final int FORMAT = 3;

  /** The format without the change log: opening adds it. */
  static final int FORMAT_WITHOUT_CHANGES = 1;

  /** In formats before this one the counter has no token: opening adds it. */
  static final int FIRST_FORMAT_WITH_TOKENS = 3;

  /** A SQLite file has at least one page, and this is the smallest, in bytes. */
  private static final int SMALLEST_PAGE = 512;

  /**
   * A file of at most so many bytes is looked through for damage whenever it is opened; that takes
   * less than 0.1 s. Of a larger one only what is read is known.
   */
  static final long LOOKED_THROUGH = 16L << 20;

  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final Deadline deadline;

  private SqliteFile(Path path, Deadline deadline) {
    this.path = path;
    this.deadline = deadline;
  }

  /** Opens a store, whole and in WAL mode; makes one if there is no file, or an empty one. */
  static OpenFile open(Path path, Deadline deadline) {
    return new SqliteFile(path, deadline).open();
  }

  /**
   * Opens what is at the path of an open store now; makes nothing. Looks through the whole file for
   * damage, since nobody knows how it came there.
   *
   * @param dropped what the store had open before
   */
  static OpenFile reopen(Path path, OpenFile dropped, Deadline deadline) {
    return new SqliteFile(path, deadline).reopen(dropped);
  }

  private OpenFile open() {
    try {
      prepare();
    } catch (IOException e) {
      throw SqliteErrors.refused(path, "it cannot be made: " + reason(e));
    }
    try {
      FilesAtPath now = look();
      refuseForeign();
      checkLog(false);
      return connect(now);
    } catch (FileReplacedException e) {
      throw SqliteErrors.damaged(e.reason(), path);
    } catch (SQLException e) {
      throw SqliteErrors.atOpen(e, path);
    }
  }

  private OpenFile reopen(OpenFile dropped) {
    FilesAtPath before = dropped.files();
    try {
      FilesAtPath now = look();
      if (!Files.isRegularFile(path)) {
        throw new FileReplacedException("it is not a regular file");
      }
      if (now.size() < SMALLEST_PAGE) {
        throw new FileReplacedException("the file at this path is empty");
      }
      boolean anotherFile = !Objects.equals(now.main(), before.main());
      if (anotherFile && now.wal() != null && now.wal().equals(before.wal()) && hasLog()) {
        throw new FileReplacedException(staleLog("belongs to the file that was here before"));
      }
      if (!anotherFile && hasLog() && MainFile.read(path).isBehind(dropped.mainVersion())) {
        throw new FileReplacedException(staleLog("is newer than the file"));
      }
      refuseForeign();
      checkLog(true);
      return connect(now);
    } catch (FileReplacedException | InvalidRequestException e) {
      throw unusable(e);
    } catch (IOException e) {
      throw unusable(FilesAtPath.cannotBeLookedAt(e));
    } catch (SQLException e) {
      PonkeeperException failure = SqliteErrors.atOpen(e, path);
      throw failure instanceof InvalidRequestException refused ? unusable(refused) : failure;
    }
  }

  private StoreFailedException unusable(RuntimeException e) {
    return SqliteErrors.replaced(Outcome.NOTHING_HAPPENED, reason(e), path, e);
  }

  private static String reason(RuntimeException e) {
    return e instanceof PonkeeperException refused
        ? String.valueOf(refused.facts().get("reason"))
        : String.valueOf(e.getMessage());
  }

  private FilesAtPath look() {
    try {
      return FilesAtPath.look(path, real());
    } catch (IOException e) {
      throw FilesAtPath.cannotBeLookedAt(e);
    }
  }

  private Path real() throws IOException {
    return path.toRealPath();
  }

  private boolean hasLog() throws IOException {
    Path log = FilesAtPath.beside(real(), "-wal");
    return Files.exists(log) && Files.size(log) > 0;
  }

  private String staleLog(String what) {
    return "the write-ahead log %s-wal %s; if you put back a file, remove that log and %s-shm"
        .formatted(path, what, path);
  }

  /**
   * Refuses a write-ahead log that was not written for the file, and before it is mixed into it: on
   * a connection that does not write, so that it also does not move the log when it is closed.
   *
   * @param thorough whether to look through the whole file for damage
   */
  private void checkLog(boolean thorough) throws SQLException {
    try {
      if (Files.size(path) == 0) {
        if (hasLog()) {
          throw new FileReplacedException(staleLog("has content, and the file is empty"));
        }
        return;
      }
      if (!thorough && !hasLog()) {
        return;
      }
    } catch (IOException e) {
      throw FilesAtPath.cannotBeLookedAt(e);
    }
    try (SqliteConnection reader = deadline.whileBusy(() -> SqliteConnection.openReadOnly(path))) {
      reader.beginRead();
      String format = deadline.whileBusy(() -> reader.text("PRAGMA user_version"));
      if (Integer.parseInt(format) >= FIRST_FORMAT_WITH_TOKENS) {
        requireOwnLog(reader, thorough);
      }
      if (thorough) {
        requireWhole(reader);
      }
    }
  }

  private void requireOwnLog(SqliteConnection reader, boolean thorough) throws SQLException {
    for (int looks = 1; ; looks++) {
      MainFile main = MainFile.read(path);
      if (main.belongsTo(reader.counter(), reader)) {
        return;
      }
      if (looks == OpenFile.LOOKS) {
        if (main.readable()) {
          throw new FileReplacedException(staleLog("was not written for this file"));
        }
        // A power failure may tear the page of the counter in a checkpoint. The log mends that.
        if (!thorough) {
          requireWhole(reader);
        }
        return;
      }
      OpenFile.pause();
    }
  }

  private void requireWhole(SqliteConnection reader) throws SQLException {
    String damage = reader.text("PRAGMA quick_check(1)");
    if (!damage.equals("ok")) {
      throw SqliteErrors.damaged(damage.replace('\n', ' '), path);
    }
  }

  /** Opens the connections; {@code checked} is how the files were before they were checked. */
  private OpenFile connect(FilesAtPath checked) throws SQLException {
    SqliteConnection writer = deadline.whileBusy(() -> SqliteConnection.open(path, Use.WRITE));
    try {
      makeTables(writer);
      upgrade(writer);
      check(writer);
      if (checked.size() <= LOOKED_THROUGH) {
        deadline.doWhileBusy(() -> requireWhole(writer));
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
      return new OpenFile(path, real(), checked, anchor, writer);
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

  /** Makes the tables of an older format those of this one. */
  private void upgrade(SqliteConnection connection) throws SQLException {
    deadline.doWhileBusy(() -> requireStore(connection));
    if (deadline.whileBusy(() -> format(connection)) == FORMAT) {
      return;
    }
    deadline.doWhileBusy(connection::beginWrite);
    int format = format(connection);
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

  private static int format(SqliteConnection connection) throws SQLException {
    return Integer.parseInt(connection.text("PRAGMA user_version"));
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
    deadline.whileBusy(connection::counter);
    deadline.whileBusy(
        () -> connection.text("SELECT count(*) FROM (SELECT key, version, value FROM kv LIMIT 1)"));
    deadline.whileBusy(connection::lastChange);
  }

  private void requireStore(SqliteConnection connection) throws SQLException {
    if (!connection.text("PRAGMA application_id").equals(String.valueOf(APPLICATION_ID))) {
      throw SqliteErrors.refused(path, "it is a SQLite file of another program");
    }
    int format = format(connection);
    if (format < FORMAT_WITHOUT_CHANGES || format > FORMAT) {
      throw SqliteErrors.refused(
          path,
          "its format is %s, and this version knows only those up to %s".formatted(format, FORMAT));
    }
  }
}
