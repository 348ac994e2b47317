package org.ponkeeper.store.sqlite;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;

/**
 * Opens the file of a store for reading. Creates no store, writes nothing, and needs no write
 * permission.
 *
 * <p>How it is read depends on the files next to the main file, see {@link OpenFile.Mode}. If the
 * write-ahead log has content it is read too, or the file is rejected. A log without content is not
 * opened: SQLite would create the log and its index, and a read-only connection does not remove
 * them.
 */
final class ReadOnlyFile {

  /**
   * How old the last write of a main file must be, so that the next write certainly changes its
   * time: the clock of a file system advances in steps of up to 10 ms.
   */
  private static final long SETTLED_MILLIS = 20;

  private final Path path;
  private final Deadline deadline;
  private final FileChecks checks;

  private ReadOnlyFile(Path path, Deadline deadline) {
    this.path = path;
    this.deadline = deadline;
    this.checks = new FileChecks(path, deadline);
  }

  /** Opens the store that is at the path. */
  static OpenFile open(Path path, Deadline deadline) {
    return new ReadOnlyFile(path, deadline).open();
  }

  /**
   * Opens the file that is now at the path of an open store.
   *
   * @param dropped the file that the store had open before
   */
  static OpenFile reopen(Path path, OpenFile dropped, Deadline deadline) {
    return new ReadOnlyFile(path, deadline).reopen(dropped);
  }

  private OpenFile open() {
    requireFile();
    try {
      return connect(false);
    } catch (FileReplacedException e) {
      throw SqliteErrors.damaged(e.reason(), path);
    } catch (SQLException e) {
      throw SqliteErrors.atReadOnlyOpen(e, path);
    }
  }

  private OpenFile reopen(OpenFile dropped) {
    try {
      requireFile();
      checks.refuseLogLeftBehind(checks.look(), dropped);
      boolean thorough = !Objects.equals(checks.look().main(), dropped.files().main());
      return connect(thorough);
    } catch (FileReplacedException | InvalidRequestException e) {
      throw checks.unusable(e);
    } catch (IOException e) {
      throw checks.unusable(FilesAtPath.cannotBeLookedAt(e));
    } catch (SQLException e) {
      PonkeeperException failure = SqliteErrors.atReadOnlyOpen(e, path);
      throw failure instanceof InvalidRequestException refused ? checks.unusable(refused) : failure;
    }
  }

  private void requireFile() {
    BasicFileAttributes file;
    try {
      file = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw SqliteErrors.missing(path, "there is no store at this path");
    } catch (AccessDeniedException e) {
      throw SqliteErrors.notPermitted(path, "a directory in its path cannot be accessed");
    } catch (FileSystemException e) {
      throw SqliteErrors.missing(path, "there is no store at this path: " + FileChecks.reason(e));
    } catch (IOException e) {
      throw SqliteErrors.refused(path, "it cannot be looked at: " + FileChecks.reason(e));
    }
    if (file.isDirectory()) {
      throw SqliteErrors.refused(path, "it is a directory");
    }
    if (!file.isRegularFile()) {
      throw SqliteErrors.refused(path, "it is not a regular file");
    }
    if (!Files.isReadable(path)) {
      throw SqliteErrors.notPermitted(path, "no permission to read it");
    }
    if (file.size() == 0) {
      throw SqliteErrors.missing(path, "there is no store at this path: the file is empty");
    }
    if (file.size() < FileChecks.SMALLEST_PAGE) {
      throw SqliteErrors.refused(path, "it is not a SQLite file");
    }
  }

  /** Opens the files as they are; checks again if other processes changed them meanwhile. */
  private OpenFile connect(boolean thorough) throws SQLException {
    for (int looks = 1; ; looks++) {
      boolean last = looks == OpenFile.LOOKS;
      FilesAtPath now = checks.look();
      Optional<OpenFile> opened;
      try {
        opened =
            isBeingMade(last)
                ? Optional.empty()
                : now.areStill() ? still(now, thorough) : withLog(now, thorough, last);
      } catch (SQLException | CorruptDataException | FileReplacedException e) {
        if (last || checks.look().equals(now)) {
          throw e;
        }
        opened = Optional.empty();
      }
      if (opened.isPresent()) {
        return opened.get();
      }
      if (last) {
        throw new FileReplacedException("the file was replaced or written while it was opened");
      }
      OpenFile.pause();
    }
  }

  /**
   * Whether a store is being created: until then, SQLite keeps a journal next to it.
   *
   * @throws InvalidRequestException if it is so at the last check
   */
  private boolean isBeingMade(boolean last) {
    try {
      Path journal = FilesAtPath.beside(checks.real(), "-journal");
      boolean beingMade = Files.exists(journal) && Files.size(journal) > 0;
      if (beingMade && last) {
        throw SqliteErrors.refused(path, "the process that created the store was interrupted")
            .remedy("run a command that writes; it creates the store again");
      }
      return beingMade;
    } catch (IOException e) {
      throw FilesAtPath.cannotBeLookedAt(e);
    }
  }

  /** Opens only the main file. */
  private Optional<OpenFile> still(FilesAtPath now, boolean thorough) throws SQLException {
    if (isSettling(now)) {
      OpenFile.pause(SETTLED_MILLIS);
      now = checks.look();
    }
    SqliteConnection reader = SqliteConnection.openUntouched(path);
    boolean done = false;
    try {
      checks.requireStore(reader);
      reader.inItsFormat().counter();
      requireWhole(reader, now, thorough);
      ReaderPool pool = new ReaderPool(() -> SqliteConnection.openUntouched(path).inItsFormat());
      Optional<OpenFile> opened = opened(now, OpenFile.Mode.READING_STILL, pool, reader);
      done = opened.isPresent();
      return opened;
    } finally {
      if (!done) {
        reader.close();
      }
    }
  }

  /** Opens the main file with its log. */
  private Optional<OpenFile> withLog(FilesAtPath now, boolean thorough, boolean last)
      throws SQLException {
    checks.refuseForeign();
    boolean isIndexMissing = now.shm() == null;
    if (isIndexMissing && !last) {
      return Optional.empty(); // others may be about to make it, or to remove the log too
    }
    if (isIndexMissing && !Files.isWritable(directory())) {
      throw SqliteErrors.logUnreadable(
          path, "its write-ahead log has content, and the index of the log is missing");
    }
    // If SQLite may not write the index, it reads it or builds one in memory. A setting that
    // forbids it to write would apply to the whole process, and stores opened for writing would
    // fail.
    Deadline.Work<SqliteConnection> opening =
        () -> SqliteConnection.openReadOnly(path).inItsFormat();
    SqliteConnection reader = deadline.whileBusy(opening);
    boolean done = false;
    try {
      reader.beginRead();
      deadline.whileBusy(reader::counter);
      if (reader.hasTokens()) {
        checks.requireOwnLog(reader, thorough);
      }
      requireWhole(reader, now, thorough);
      reader.rollback();
      FilesAtPath files = isIndexMissing ? checks.look() : now;
      Optional<OpenFile> opened =
          opened(files, OpenFile.Mode.READING, new ReaderPool(opening), reader);
      done = opened.isPresent();
      return opened;
    } finally {
      if (!done) {
        reader.close();
      }
    }
  }

  private void requireWhole(SqliteConnection reader, FilesAtPath now, boolean thorough)
      throws SQLException {
    if (thorough || now.size() <= FileChecks.LOOKED_THROUGH) {
      checks.requireWhole(reader);
    }
  }

  /** The open file; empty if the files have changed since they were checked. */
  private Optional<OpenFile> opened(
      FilesAtPath checked, OpenFile.Mode mode, ReaderPool pool, SqliteConnection reader) {
    FilesAtPath now = checks.look();
    boolean same =
        Objects.equals(now.main(), checked.main())
            && (mode == OpenFile.Mode.READING_STILL
                ? now.equals(checked)
                : Objects.equals(now.wal(), checked.wal())
                    && Objects.equals(now.shm(), checked.shm()));
    if (!same) {
      return Optional.empty();
    }
    pool.add(reader);
    try {
      return Optional.of(new OpenFile(path, checks.real(), checked, mode, pool));
    } catch (IOException e) {
      throw FilesAtPath.cannotBeLookedAt(e);
    }
  }

  private Path directory() {
    try {
      return Objects.requireNonNull(checks.real().getParent());
    } catch (IOException e) {
      throw FilesAtPath.cannotBeLookedAt(e);
    }
  }

  private static boolean isSettling(FilesAtPath files) {
    long age = System.currentTimeMillis() - files.modified().toMillis();
    return age >= 0 && age < SETTLED_MILLIS;
  }
}
