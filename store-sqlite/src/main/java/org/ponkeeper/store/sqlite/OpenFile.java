package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.store.sqlite.SqliteConnection.Use;

/**
 * The connections to one file, while it is the file at the store's path.
 *
 * <p><b>The anchor.</b> When SQLite's last connection closes, it merges the write-ahead log into
 * the main file. If the main file was overwritten, this would mix two files. So one connection, the
 * anchor, is opened read-only and stays idle. If the file was replaced, the anchor is closed last,
 * and merges nothing, because it cannot lock the file for writing. While it is open, no other
 * process removes the log or its index in a regular way, and the inode of a deleted file is not
 * used again.
 *
 * <p>A read-only file has no anchor: none of its connections merges the log.
 *
 * <p>Thread-safe, except for the writer: see {@link #writer}.
 */
final class OpenFile {

  /**
   * How often to check a main file that does not match, because a checkpoint may be in progress.
   */
  static final int LOOKS = 10;

  private static final long BETWEEN_LOOKS_MILLIS = 10;

  private final Path path;
  private final Path real;
  private final FilesAtPath files;
  private final Mode mode;

  /** Empty if all connections are read-only. */
  private final Optional<SqliteConnection> anchor;

  private final ReaderPool readers;

  /** Empty after a failure: the next commit opens another connection. */
  private Optional<SqliteConnection> writer;

  private volatile Main main;

  /** A version that a complete checkpoint has written to the main file; 0 if unknown. */
  private volatile long checkpointed;

  /** Whether the main file was written after the last complete checkpoint. */
  private volatile boolean checkpointSeen;

  private volatile boolean dropped;
  private volatile boolean closed;

  /**
   * The main file when its last check succeeded.
   *
   * @param size its size in bytes
   * @param modified when it was last written
   * @param version its version; 0 if unknown
   */
  private record Main(long size, FileTime modified, long version) {
    Main(FilesAtPath files, long version) {
      this(files.size(), files.modified(), version);
    }

    boolean isStill(FilesAtPath now) {
      return size == now.size() && modified.equals(now.modified());
    }
  }

  /** How the connections use the file. */
  enum Mode {
    /** Read and write it. */
    WRITING,
    /** Read it together with its write-ahead log, which other processes may write. */
    READING,
    /**
     * Read only the main file, without locks: its write-ahead log has no content. Data is valid
     * only if the main file is not written meanwhile.
     */
    READING_STILL
  }

  /**
   * Takes over two connections to the file that is at the path now, to read and write it.
   *
   * @param checked the files when the last check of the main file succeeded
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
   * @param files the files that they have open, whose check has just succeeded
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

  /** Whether it was opened read-only. */
  boolean isReadOnly() {
    return mode != Mode.WRITING;
  }

  /** The connection that writes; only for the thread that holds the store's lock. */
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

  /** Closes the connection that writes, which rolls back its open transaction. */
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

  /** A version that is durably in the main file; 0 if unknown. */
  long checkpointed() {
    return checkpointed;
  }

  /** Whether {@link #completeCheckpoint} should complete an observed checkpoint. */
  boolean needsCheckpoint() {
    return checkpointSeen;
  }

  /**
   * Completes a checkpoint, if no other connection blocks it: only a complete one is certain to be
   * on the disk. Called before the next commit, so that a new write-ahead log has, from its start,
   * the state of the main file that it belongs to.
   *
   * @param connection a connection without an open transaction
   * @param version the version of an earlier commit
   */
  void completeCheckpoint(SqliteConnection connection, long version, Deadline deadline)
      throws SQLException {
    if (isCheckpointCompleted(connection)) {
      checkpointed = Math.max(checkpointed, version);
    }
    checkInTransaction(connection, deadline);
    checkpointSeen = false;
  }

  /** Verifies, after a commit, that it was written to the file at the path. */
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

  /** The last known version of the main file; 0 if unknown. */
  long mainVersion() {
    return main.version();
  }

  private static boolean isCheckpointCompleted(SqliteConnection connection) {
    try {
      return connection.checkpoint();
    } catch (SQLException e) {
      // The disk is full or fails. The commit is in the log, and the next commit reports the error.
      return false;
    }
  }

  /**
   * Verifies that the path still leads to the files that are open.
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
   * Verifies, after a transaction has begun, that it cannot miss a commit.
   *
   * @throws FileReplacedException if only the main file is read and the write-ahead log has content
   */
  void requireCurrent() {
    if (mode == Mode.READING_STILL && !FilesAtPath.look(path, real).areStill()) {
      throw new FileReplacedException("another process has started to write the store");
    }
  }

  /** Whether the main file was not written since the last check, not even by a checkpoint. */
  boolean isUntouched() {
    return main.isStill(requireSameFiles());
  }

  /**
   * Verifies that the path leads to the files that are open, and that the main file was not
   * overwritten: a checkpoint writes a state that is in the log's past.
   *
   * @param connection a connection on which a transaction has begun
   * @param counter the counter that this transaction reads
   * @throws FileReplacedException if this cannot be verified
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

  /** Waits while a checkpoint may be in progress. */
  static void pause() {
    pause(BETWEEN_LOOKS_MILLIS);
  }

  /** Waits; an interrupt ends this with {@code STORE_UNAVAILABLE}. */
  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw Deadline.interrupted(e);
    }
  }

  /** Whether the replacement of the file may be the cause of an error. */
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

  /** Closes all connections without writing to a file that may have been replaced. */
  void drop() {
    dropped = true;
    dropWriter();
    readers.close();
    anchor.ifPresent(SqliteConnection::close);
  }

  /** Whether the store was closed, not only this file dropped. */
  boolean isClosed() {
    return closed;
  }

  /** Closes all connections; the last one merges the write-ahead log into the main file. */
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
      // Not verified: the log stays, and the next connection finds it.
      return false;
    }
  }
}
