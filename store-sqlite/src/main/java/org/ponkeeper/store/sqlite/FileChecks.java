package org.ponkeeper.store.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;

/**
 * Checks a file before it is used as a store. Neither changes nor creates anything.
 *
 * <p>Never opens the file through Java, see {@link SqliteFile}.
 */
final class FileChecks {

  /** The smallest possible size of a SQLite file in bytes: one page of the smallest size. */
  static final int SMALLEST_PAGE = 512;

  /**
   * A file of at most this many bytes is checked completely for damage when it is opened, which
   * takes less than 0.1 s. Of a larger one, damage is only noticed where it is read.
   */
  static final long LOOKED_THROUGH = 16L << 20;

  private final Path path;
  private final Deadline deadline;

  FileChecks(Path path, Deadline deadline) {
    this.path = path;
    this.deadline = deadline;
  }

  /** The error of an open store that cannot use the file that is now at its path. */
  StoreFailedException unusable(RuntimeException e) {
    return SqliteErrors.replaced(Outcome.NOTHING_HAPPENED, reason(e), path, e);
  }

  /** The three files as they are now. */
  FilesAtPath look() {
    try {
      return FilesAtPath.look(path, real());
    } catch (IOException e) {
      throw FilesAtPath.cannotBeLookedAt(e);
    }
  }

  /** The real path of the main file. */
  Path real() throws IOException {
    return path.toRealPath();
  }

  /** Whether there is a write-ahead log with content. */
  boolean hasLog() throws IOException {
    Path log = FilesAtPath.beside(real(), "-wal");
    return Files.exists(log) && Files.size(log) > 0;
  }

  /**
   * Rejects a write-ahead log that belongs to an earlier file at the path.
   *
   * @param dropped the file that the store had open before
   */
  void refuseLogLeftBehind(FilesAtPath now, OpenFile dropped) throws IOException {
    FilesAtPath before = dropped.files();
    boolean anotherFile = !Objects.equals(now.main(), before.main());
    if (anotherFile && now.wal() != null && now.wal().equals(before.wal()) && hasLog()) {
      throw new FileReplacedException(staleLog("belongs to the file that was here before"));
    }
    if (!anotherFile && hasLog() && MainFile.read(path).isBehind(dropped.mainVersion())) {
      throw new FileReplacedException(staleLog("is newer than the file"));
    }
  }

  /** Says that a log does not belong to its file, and what to do. */
  String staleLog(String what) {
    return "the write-ahead log %s-wal %s; if you put back a file, remove that log and %s-shm"
        .formatted(path, what, path);
  }

  /**
   * Rejects a write-ahead log that was not written for the file, before SQLite can merge it into
   * the file. Uses a connection that does not write, and so does not merge the log when it is
   * closed.
   *
   * @param thorough whether to check the whole file for damage
   */
  void checkLog(boolean thorough) throws SQLException {
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
      if (Integer.parseInt(format) >= SqliteFile.FIRST_FORMAT_WITH_TOKENS) {
        requireOwnLog(reader, thorough);
      }
      if (thorough) {
        requireWhole(reader);
      }
    }
  }

  /** Rejects a write-ahead log that was not written for the file, on a read-only connection. */
  void requireOwnLog(SqliteConnection reader, boolean thorough) throws SQLException {
    for (int looks = 1; ; looks++) {
      MainFile main = MainFile.read(path);
      if (main.belongsTo(reader.counter(), reader)) {
        return;
      }
      if (looks == OpenFile.LOOKS) {
        if (main.readable()) {
          throw new FileReplacedException(staleLog("was not written for this file"));
        }
        // A power failure during a checkpoint may damage the counter's page. The log repairs it.
        if (!thorough) {
          requireWhole(reader);
        }
        return;
      }
      OpenFile.pause();
    }
  }

  /** Checks the whole file for damage. */
  void requireWhole(SqliteConnection reader) throws SQLException {
    String damage = reader.text("PRAGMA quick_check(1)");
    if (!damage.equals("ok")) {
      throw SqliteErrors.damaged(damage.replace('\n', ' '), path);
    }
  }

  /**
   * Reads the header without side effects: opening another program's file in the usual way may
   * change it (recovery, checkpoint). A store's own header is always in the main file, because the
   * tables are created before the switch to WAL.
   */
  void refuseForeign() throws SQLException {
    try (SqliteConnection untouched = SqliteConnection.openUntouched(path)) {
      if (!untouched.text("PRAGMA page_count").equals("0")) {
        requireStore(untouched);
      }
    } catch (SQLException e) {
      // Without locks a file that is being written may look damaged; a later check uses locks.
      if (!SqliteErrors.isDamage(e)) {
        throw e;
      }
    }
  }

  /** Rejects a file of another program, or of a newer Ponkeeper. */
  void requireStore(SqliteConnection connection) throws SQLException {
    if (!connection
        .text("PRAGMA application_id")
        .equals(String.valueOf(SqliteFile.APPLICATION_ID))) {
      throw SqliteErrors.refused(path, "it is a SQLite file of another program");
    }
    int format = format(connection);
    if (format < SqliteFile.FORMAT_WITHOUT_CHANGES || format > SqliteFile.FORMAT) {
      throw SqliteErrors.refused(
              path,
              "its format is %s, but this version reads only formats up to %s"
                  .formatted(format, SqliteFile.FORMAT))
          .remedy("use the Ponkeeper that wrote the file, or a newer one");
    }
  }

  /** The format that the file declares. */
  static int format(SqliteConnection connection) throws SQLException {
    return Integer.parseInt(connection.text("PRAGMA user_version"));
  }

  /** Why a file cannot be used, in words. */
  static String reason(RuntimeException e) {
    return e instanceof PonkeeperException refused
        ? String.valueOf(refused.facts().get("reason"))
        : String.valueOf(e.getMessage());
  }

  /** Why a file cannot be used, in words. */
  static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is not a directory";
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
