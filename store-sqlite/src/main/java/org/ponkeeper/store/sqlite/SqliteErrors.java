package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The one place that translates errors of SQLite for callers. */
final class SqliteErrors {

  /** An extended result code contains the primary one in its lowest byte. */
  private static final int PRIMARY = 0xff;

  private SqliteErrors() {}

  /** The primary result code. */
  private static SQLiteErrorCode primary(SQLException e) {
    return e instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  /** Whether another connection or process blocks the call, and waiting helps. */
  static boolean isBusy(SQLException e) {
    return switch (primary(e)) {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> true;
      default -> false;
    };
  }

  /** Whether SQLite found damage inside one of its own files. */
  static boolean isDamage(SQLException e) {
    return primary(e) == SQLiteErrorCode.SQLITE_CORRUPT;
  }

  /** Whether an error is about the content of the file. */
  static boolean isOfContent(SQLException e) {
    return switch (primary(e)) {
      case SQLITE_CORRUPT,
          SQLITE_NOTADB,
          SQLITE_FORMAT,
          SQLITE_ERROR,
          SQLITE_SCHEMA,
          SQLITE_CONSTRAINT,
          SQLITE_MISMATCH,
          SQLITE_IOERR,
          SQLITE_CANTOPEN,
          SQLITE_READONLY ->
          true;
      default -> false;
    };
  }

  /** The file at the path was replaced, or cannot be used. */
  static StoreFailedException replaced(
      StoreFailedException.Outcome outcome, String reason, Path file, Throwable cause) {
    return StoreFailedException.replaced(outcome, cause).with("path", file).with("reason", reason);
  }

  /** Whether the file ends in the middle of the data that SQLite reads. */
  private static boolean isCutShort(SQLException e) {
    return e instanceof SQLiteException sqlite
        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ;
  }

  /** An error of a call that was rolled back, or that only read: nothing happened. */
  static PonkeeperException beforeCommit(SQLException e, Path file) {
    if (isCutShort(e)) {
      return damaged(String.valueOf(e.getMessage()), file);
    }
    return switch (primary(e)) {
      case SQLITE_FULL -> failed(ErrorCode.STORE_FULL, e, file);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> failed(ErrorCode.STORE_DENIED, e, file);
      // The SQL is constant, so if it is invalid the tables are damaged.
      case SQLITE_CORRUPT,
          SQLITE_NOTADB,
          SQLITE_FORMAT,
          SQLITE_ERROR,
          SQLITE_SCHEMA,
          SQLITE_CONSTRAINT,
          SQLITE_MISMATCH ->
          damaged(String.valueOf(e.getMessage()), file);
      default -> failed(ErrorCode.STORE_UNAVAILABLE, e, file);
    };
  }

  /**
   * An error of COMMIT itself. Nothing happened only if SQLite reports the error before it writes
   * the end of the transaction. After a failed write or sync the end may be on the disk, and
   * recovery would then find it.
   */
  static PonkeeperException duringCommit(SQLException e, Path file) {
    return switch (primary(e)) {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_READONLY, SQLITE_PERM ->
          beforeCommit(e, file);
      default -> outcomeUnknown(e, file);
    };
  }

  /** An error after which the outcome is unknown. */
  static StoreFailedException outcomeUnknown(SQLException e, Path file) {
    return failed(ErrorCode.OUTCOME_UNKNOWN, e, file);
  }

  /** An error while opening: the file is no store, is damaged, or cannot be accessed now. */
  static PonkeeperException atOpen(SQLException e, Path file) {
    return switch (primary(e)) {
      case SQLITE_NOTADB -> refused(file, "it is not a SQLite file");
      case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          notPermitted(file, "SQLite cannot write the file or its directory: " + e.getMessage());
      default -> beforeCommit(e, file);
    };
  }

  /** There is no store at the path, and a read-only call does not create one. */
  static InvalidRequestException missing(Path file, String reason) {
    return refused(file, reason)
        .remedy("check the path; the first command that writes creates a store there");
  }

  /** This user has no permission for the file. */
  static InvalidRequestException notPermitted(Path file, String reason) {
    return refused(file, reason).remedy("check the permissions of the file and its directories");
  }

  /** The file has a write-ahead log with content that a read-only call cannot read. */
  static InvalidRequestException logUnreadable(Path file, String reason) {
    String name = String.valueOf(file.getFileName());
    return refused(file, reason)
        .remedy(
            ("put %s, %s-wal and %s-shm together into one directory, or copy the first two into "
                        + "one that")
                    .formatted(name, name, name)
                + " you can write; the newest changes are only in the log, so do not remove it");
  }

  /** An error while opening a file read-only. */
  static PonkeeperException atReadOnlyOpen(SQLException e, Path file) {
    return switch (primary(e)) {
      case SQLITE_NOTADB -> refused(file, "it is not a SQLite file");
      case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          logUnreadable(
              file,
              "SQLite cannot read its write-ahead log or the index of that: " + e.getMessage());
      default -> beforeCommit(e, file);
    };
  }

  /** The path does not name a store. */
  static InvalidRequestException refused(Path file, String reason) {
    return new InvalidRequestException(ErrorCode.STORE_URL_INVALID)
        .with("path", file)
        .with("reason", reason);
  }

  /** The file is a store, but its content is damaged. */
  static CorruptDataException damaged(String reason, Path file) {
    return new CorruptDataException(ErrorCode.CORRUPT_DATA)
        .with("path", file)
        .with("reason", reason);
  }

  private static StoreFailedException failed(ErrorCode code, SQLException e, Path file) {
    return new StoreFailedException(code, e)
        .with("path", file)
        .with("reason", String.valueOf(e.getMessage()));
  }
}
