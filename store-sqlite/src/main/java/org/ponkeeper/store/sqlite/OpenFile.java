package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.store.sqlite.SqliteConnection.Use;

/**
 * The connections to one file, for as long as that is the file at the store's path.
 *
 * <p><b>The anchor.</b> SQLite's last connection to close moves the write-ahead log into the main
 * file. After somebody has overwritten the main file in place that would mix two files. So one
 * connection, the anchor, is opened read-only and does nothing: where the file is no longer ours it
 * is the last to close, and because it cannot lock the file for writing, it moves nothing. As long
 * as it is open nobody else removes the log or its index in a regular way, and the inode of a
 * deleted file is not used again.
 *
 * <p>A file that is only read has no anchor: none of its connections moves anything.
 *
 * <p>Thread-safe, but for the writer: see {@link #writer}.
 */
final class OpenFile {

  /** How often a main file that does not fit is looked at, since a checkpoint may be under way. */
  static final int LOOKS = 10;

  private static final long BETWEEN_LOOKS_MILLIS = 10;

  private final Path path;
  private final Path real;
  private final FilesAtPath files;
  private final Mode mode;

  /** Empty where all connections are read-only. */
  private final Optional<SqliteConnection> anchor;

  private final ReaderPool readers;

  /** Empty after a failure: the next commit opens another connection. */
  private Optional<SqliteConnection> writer;

  private volatile Main main;

  /** A version that a complete checkpoint has brought into the main file; 0 if unknown. */
  private volatile long checkpointed;

  /** Whether somebody wrote the main file since a checkpoint was last completed. */
  private volatile boolean checkpointSeen;

  private volatile boolean dropped;
  private volatile boolean closed;

  /**
   * The main file when it was last found in order.
   *
   * @param size its size in bytes
   * @param modified when it was last written
   * @param version the version that it had reached; 0 if unknown
   */
  private record Main(long size, FileTime modified, long version) {
    Main(FilesAtPath files, long version) {
      this(files.size(), files.modified(), version);
    }

    boolean isStill(FilesAtPath now) {
      return size == now.size() && modified.equals(now.modified());
    }
  }

  /** What the connections do with the file. */
  enum Mode {
    /** Read and write it. */
    WRITING,
    /** Read it together with its write-ahead log, which others may write. */
    READING,
    /**
     * Read the main file alone, without locks: its write-ahead log has no content. What was read
     * counts only if nobody wrote the main file meanwhile.
     */
    READING_STILL
  }

  /**
   * Takes over two connections to the file that is at the path now, to read and write it.
   *
   * @param checked the files when the main file was last found in order
   */
  OpenFile(
      Path path, Path real, FilesAtPath checked, SqliteConnection anchor, SqliteConnection writer) {
    this(
        path,
        real,
        FilesAtPath.look(path, real),
        checked,
        Mode.WRITING,
        Optional.of(anchor),
        Optional.of(writer),
        new ReaderPool(() -> SqliteConnection.open(path, Use.READ)));
  }

  /**
   * Takes over read-only connections.
   *
   * @param files the files that they have open; the main file was found in order then
   */
  OpenFile(Path path, Path real, FilesAtPath files, Mode mode, ReaderPool readers) {
    this(path, real, files, files, mode, Optional.empty(), Optional.empty(), readers);
  }

  private OpenFile(
      Path path,
      Path real,
      FilesAtPath files,
      FilesAtPath checked,
      Mode mode,
      Optional<SqliteConnection> anchor,
      Optional<SqliteConnection> writer,
      ReaderPool readers) {
    this.path = path;
    this.real = real;
    this.files = files;
    this.main = new Main(checked, 0);
    this.mode = mode;
    this.anchor = anchor;
    this.writer = writer;
    this.readers = readers;
  }

  ReaderPool readers() {
    return readers;
  }

  /** The files that the connections have open. */
  FilesAtPath files() {
    return files;
  }

  /** Whether it was opened for reading only. */
  boolean isReadOnly() {
    return mode != Mode.WRITING;
  }

  /** The connection that writes; for the one thread at a time that holds the store's lock. */
  SqliteConnection writer(Deadline deadline) throws SQLException {
    synchronized (this) {
      requireUsed();
      if (writer.isPresent()) {
        return writer.get();
      }
    }
    SqliteConnection opened = deadline.whileBusy(() -> SqliteConnection.open(path, Use.WRITE));
    synchronized (this) {
      if (dropped) {
        opened.close();
      }
      requireUsed();
      writer = Optional.of(opened);
      return opened;
    }
  }

  /** Closes the connection that writes, which rolls back whatever it had begun. */
  synchronized void dropWriter() {
    Optional<SqliteConnection> old = writer;
    writer = Optional.empty();
    old.ifPresent(SqliteConnection::close);
  }

  private void requireUsed() {
    if (dropped) {
      throw new ConnectionClosedException();
    }
  }

  /** A version that the main file has reached, and cannot lose by a power failure; 0 if unknown. */
  long checkpointed() {
    return checkpointed;
  }

  /** Whether a checkpoint was seen that {@link #completeCheckpoint} should end. */
  boolean needsCheckpoint() {
    return checkpointSeen;
  }

  /**
   * Ends a checkpoint that was begun, if nobody is in its way: only of a complete one it is certain
   * that it is on the disk. Done before the next commit, so that a new write-ahead log says from
   * its beginning which state of the main file it belongs to.
   *
   * @param connection one on which no transaction has begun
   * @param version of a commit that was made
   */
  void completeCheckpoint(SqliteConnection connection, long version, Deadline deadline)
      throws SQLException {
    if (isCheckpointCompleted(connection)) {
      checkpointed = Math.max(checkpointed, version);
    }
    checkInTransaction(connection, deadline);
    checkpointSeen = false;
  }

  /** Makes sure, after a commit, that it went into the file at the path. */
  void checkAfterCommit(SqliteConnection connection, Deadline deadline) throws SQLException {
    if (!isUntouched()) {
      checkInTransaction(connection, deadline);
    }
  }

  private void checkInTransaction(SqliteConnection connection, Deadline deadline)
      throws SQLException {
    connection.beginRead();
    check(connection, deadline.whileBusy(connection::counter));
    connection.rollback();
  }

  /** The version that the main file was last seen to have reached; 0 if unknown. */
  long mainVersion() {
    return main.version();
  }

  private static boolean isCheckpointCompleted(SqliteConnection connection) {
    try {
      return connection.checkpoint();
    } catch (SQLException e) {
      // The disk is full, or fails. What was committed is in the log, and the next commit says so.
      return false;
    }
  }

  /**
   * Makes sure that the path still leads to the files that are open.
   *
   * @throws FileReplacedException if it does not
   */
  FilesAtPath requireSameFiles() {
    FilesAtPath now = FilesAtPath.look(path, real);
    if (!Objects.equals(now.main(), files.main())) {
      throw new FileReplacedException("another file is at this path");
    }
    if (mode == Mode.READING_STILL) {
      return now; // what is beside the main file was not read
    }
    if (!Objects.equals(now.wal(), files.wal())) {
      throw new FileReplacedException("its write-ahead log was removed or replaced");
    }
    if (!Objects.equals(now.shm(), files.shm())) {
      throw new FileReplacedException("the index of its write-ahead log was removed or replaced");
    }
    return now;
  }

  /**
   * Makes sure, when a transaction has begun, that no commit can be missing from what it reads.
   *
   * @throws FileReplacedException if only the main file is read and the write-ahead log has content
   */
  void requireCurrent() {
    if (mode == Mode.READING_STILL && !FilesAtPath.look(path, real).areStill()) {
      throw new FileReplacedException("another process has begun to write the store");
    }
  }

  /** Whether nobody, not even a checkpoint, has written the main file since the last check. */
  boolean isUntouched() {
    return main.isStill(requireSameFiles());
  }

  /**
   * Makes sure that the path leads to the files that are open, and that nobody overwrote the main
   * file: a checkpoint leaves a state in it that is in the past of what the log holds.
   *
   * @param connection one on which a transaction has begun
   * @param counter what that transaction reads
   * @throws FileReplacedException if that is not shown
   */
  void check(SqliteConnection connection, Counter counter) throws SQLException {
    for (int looks = 1; ; looks++) {
      FilesAtPath now = requireSameFiles();
      Main known = main;
      if (known.isStill(now)) {
        return;
      }
      if (mode == Mode.READING_STILL) {
        throw new FileReplacedException("the file was written while it was read");
      }
      if (now.size() < known.size()) {
        throw new FileReplacedException("the file has become shorter");
      }
      MainFile found = MainFile.read(path);
      if (found.version() >= known.version() && found.belongsTo(counter, connection)) {
        main = new Main(now, found.version());
        checkpointSeen = true;
        return;
      }
      if (looks == LOOKS) {
        throw new FileReplacedException("the file was overwritten");
      }
      pause();
    }
  }

  /** Waits until a checkpoint under way may be done. */
  static void pause() {
    pause(BETWEEN_LOOKS_MILLIS);
  }

  /** Waits; an interrupt ends it with {@code STORE_UNAVAILABLE}. */
  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw Deadline.interrupted(e);
    }
  }

  /** Whether an error may come from a file that was replaced, rather than from the store. */
  boolean mayExplain(SQLException error) {
    try {
      return !isUntouched() && SqliteErrors.isOfContent(error);
    } catch (FileReplacedException e) {
      return true;
    }
  }

  boolean isDropped() {
    return dropped;
  }

  /** Closes all connections without writing to a file that may not be ours. */
  void drop() {
    dropped = true;
    dropWriter();
    readers.close();
    anchor.ifPresent(SqliteConnection::close);
  }

  /** Whether the store was closed, and not only this file dropped. */
  boolean isClosed() {
    return closed;
  }

  /** Closes all connections; the last one moves the write-ahead log into the main file. */
  void close() {
    closed = true;
    if (anchor.isPresent() && isOurs(anchor.get())) {
      dropped = true;
      anchor.get().close();
      readers.close();
      dropWriter();
    } else {
      drop();
    }
  }

  private boolean isOurs(SqliteConnection anchor) {
    try {
      requireSameFiles();
      anchor.beginRead();
      check(anchor, anchor.counter());
      anchor.rollback();
      return true;
    } catch (SQLException | RuntimeException e) {
      // Not shown. Then the log stays beside the file, where the next one to open it finds it.
      return false;
    }
  }
}
