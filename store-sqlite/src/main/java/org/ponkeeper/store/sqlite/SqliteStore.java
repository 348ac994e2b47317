package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.StoreClosedException;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;

/**
 * A store in one SQLite file, in WAL mode: a successful commit survives a power failure ({@code
 * synchronous=FULL}).
 *
 * <p><b>Sharing.</b> Several stores, in one or more processes on one machine, may use the file at
 * the same time. One of them writes at a time; readers never wait for a writer. Not for network
 * file systems.
 *
 * <p><b>Blocking.</b> A call waits for other threads and processes at most until the deadline that
 * the store was opened with, then fails with {@link ErrorCode#STORE_UNAVAILABLE}. An interrupt ends
 * the wait at once in the same way, and the thread's interrupt status stays set. The disk's own
 * operations are not interrupted.
 *
 * <p><b>Errors.</b> {@link ErrorCode#STORE_UNAVAILABLE}, {@link ErrorCode#STORE_DENIED} and {@link
 * ErrorCode#STORE_FULL}: nothing happened. {@link ErrorCode#OUTCOME_UNKNOWN}: the disk failed in
 * the middle of COMMIT. {@link ErrorCode#CORRUPT_DATA}: SQLite found the file damaged. Facts:
 * {@code path} and {@code reason}.
 *
 * <p><b>Snapshots.</b> At most {@value ReaderPool#MAX_OPEN} reads and snapshots at once; further
 * ones wait. The WAL file cannot be truncated past an open snapshot, so close it soon.
 *
 * <p><b>Watching.</b> The file keeps the latest {@value SqliteChanges#KEPT} changes; a watch that
 * falls further behind gets a {@link org.ponkeeper.store.WatchEvent.Resync}. Changes by other
 * processes are seen after at most {@link SqliteOptions#pollInterval}.
 *
 * <p>Thread-safe. Closing it closes its snapshots and watches too.
 */
public final class SqliteStore implements KeyValueStore {

  /** How often a call starts again because the file was replaced. */
  private static final int MAX_ATTEMPTS = 5;

  /** How long closing waits for a commit in progress. */
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final Path file;
  private final SqliteOptions options;
  private final CurrentFile current;
  private final HistoryTracker histories;

  /** One writer at a time, in the order of arrival. */
  private final ReentrantLock writeLock = new ReentrantLock(true);

  private final SqliteWatches watches;

  private volatile boolean closed;

  private SqliteStore(
      Path file, SqliteOptions options, CurrentFile current, HistoryTracker histories) {
    this.file = file;
    this.options = options;
    this.current = current;
    this.histories = histories;
    this.watches = new SqliteWatches(this, options.pollInterval());
  }

  /** Opens the store in a file with {@link SqliteOptions#DEFAULTS}. */
  public static SqliteStore open(Path file) {
    return open(file, SqliteOptions.DEFAULTS);
  }

  /**
   * Opens the store in a file. If the file does not exist or is empty, a store is created that only
   * its owner can read and write (0600); missing directories are created too (0700). A file that is
   * not a store is not changed.
   *
   * @param file the SQLite file; SQLite keeps further files next to it, with its name and a suffix
   * @return the store; the caller closes it
   * @throws org.ponkeeper.error.InvalidRequestException {@link ErrorCode#STORE_URL_INVALID} with
   *     the facts {@code path} and {@code reason}: a directory, not a SQLite file, one of another
   *     program or of a newer Ponkeeper, not readable and writable
   * @throws org.ponkeeper.error.CorruptDataException if the file is a store but damaged
   * @throws org.ponkeeper.error.StoreFailedException if the file stayed in use until the deadline,
   *     or the disk is full or fails
   */
  public static SqliteStore open(Path file, SqliteOptions options) {
    Path absolute = file.toAbsolutePath();
    Deadline deadline = Deadline.in(options.deadline());
    return on(
        absolute,
        options,
        SqliteFile.open(absolute, deadline),
        (dropped, time) -> SqliteFile.reopen(absolute, dropped, time),
        deadline);
  }

  /** Opens the store in a file read-only, with {@link SqliteOptions#DEFAULTS}. */
  public static SqliteStore openReadOnly(Path file) {
    return openReadOnly(file, SqliteOptions.DEFAULTS);
  }

  /**
   * Opens the store in a file read-only. Needs no permission to write the file or its directory,
   * creates no store, and does not change the file, even one of an older format. Other processes
   * may use the store meanwhile, and their commits are read. A commit with mutations fails with
   * {@link ErrorCode#STORE_DENIED}, and nothing happened; everything else works as in a store
   * opened with {@link #open(Path, SqliteOptions)}.
   *
   * <p>The write-ahead log is read if it has content. Only if it has content and its index ({@code
   * -shm}) is missing, SQLite creates that index, which stays.
   *
   * @return the store; the caller closes it
   * @throws org.ponkeeper.error.InvalidRequestException {@link ErrorCode#STORE_URL_INVALID} with
   *     the facts {@code path} and {@code reason}: there is no store at the path, the file is
   *     something else, not readable for this user, or it has a log that cannot be read
   * @throws org.ponkeeper.error.CorruptDataException if the file is a store but damaged
   * @throws org.ponkeeper.error.StoreFailedException if the file stayed in use until the deadline,
   *     or the disk fails
   */
  public static SqliteStore openReadOnly(Path file, SqliteOptions options) {
    Path absolute = file.toAbsolutePath();
    Deadline deadline = Deadline.in(options.deadline());
    return on(
        absolute,
        options,
        ReadOnlyFile.open(absolute, deadline),
        (dropped, time) -> ReadOnlyFile.reopen(absolute, dropped, time),
        deadline);
  }

  private static SqliteStore on(
      Path absolute,
      SqliteOptions options,
      OpenFile opened,
      CurrentFile.Reopening reopening,
      Deadline deadline) {
    try {
      HistoryTracker histories = firstHistory(absolute, opened, deadline);
      return new SqliteStore(absolute, options, new CurrentFile(opened, reopening), histories);
    } catch (SQLException e) {
      opened.drop();
      throw SqliteErrors.atOpen(e, absolute);
    } catch (FileReplacedException e) {
      opened.drop();
      throw SqliteErrors.replaced(Outcome.NOTHING_HAPPENED, e.reason(), absolute, e);
    } catch (RuntimeException e) {
      opened.drop();
      throw e;
    }
  }

  private static HistoryTracker firstHistory(Path file, OpenFile opened, Deadline deadline)
      throws SQLException {
    SqliteConnection reader = opened.readers().take(deadline);
    boolean usable = false;
    try {
      reader.beginRead();
      Counter counter = deadline.whileBusy(reader::counter);
      opened.check(reader, counter);
      long row = reader.lastChange();
      reader.rollback();
      usable = true;
      return new HistoryTracker(file.toString(), counter, row);
    } finally {
      opened.readers().giveBack(reader, usable);
    }
  }

  @Override
  public KeyValueStore within(Duration time) {
    return new View(Deadline.in(time));
  }

  @Override
  public History history() {
    return histories.newest().history();
  }

  private Deadline deadline() {
    return Deadline.in(options.deadline());
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return get(key, deadline());
  }

  private Optional<KeyValue> get(Key key, Deadline deadline) {
    return read(deadline, connection -> connection.get(key));
  }

  @Override
  public Health health() {
    return health(deadline());
  }

  private Health health(Deadline deadline) {
    long start = System.nanoTime();
    return read(
        deadline,
        connection -> {
          String engine = "SQLite " + connection.text("SELECT sqlite_version()");
          long size = connection.sizeInUse();
          Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
          return new Health(engine, roundTrip, OptionalLong.of(size));
        });
  }

  @Override
  public Snapshot snapshot() {
    return snapshot(deadline());
  }

  private Snapshot snapshot(Deadline deadline) {
    return onFile(
        deadline,
        open -> {
          SqliteConnection connection = open.readers().take(deadline);
          boolean begun = false;
          try {
            Counter counter = begin(open, connection, connection::beginRead, deadline);
            begun = true;
            return new SqliteSnapshot(connection, counter, open, file);
          } finally {
            if (!begun) {
              open.readers().giveBack(connection, false);
            }
          }
        });
  }

  /**
   * Begins a transaction and fixes its instant, in a file that is verified to be the one at the
   * path.
   *
   * @param begin begins it
   * @return the counter that it reads
   */
  private Counter begin(
      OpenFile open, SqliteConnection connection, Deadline.Action begin, Deadline deadline)
      throws SQLException {
    while (true) {
      HistoryTracker.Mark before = histories.newest();
      deadline.doWhileBusy(() -> {
        requireOpen();
        begin.run();
      });
      Counter counter = deadline.whileBusy(connection::counter);
      open.check(connection, counter);
      open.requireCurrent();
      Optional<History> history = histories.of(before, counter, connection);
      if (history.isPresent()) {
        connection.readAs(history.get());
        return counter;
      }
      connection.rollback();
    }
  }

  /** Work on the open file. */
  @FunctionalInterface
  private interface FileWork<T> {
    T on(OpenFile open) throws SQLException;
  }

  /** Runs the work, and runs it again whenever another file is at the path. */
  private <T> T onFile(Deadline deadline, FileWork<T> work) {
    for (int attempt = 1; ; attempt++) {
      requireOpen();
      OpenFile open = current.get(deadline);
      try {
        return work.on(open);
      } catch (FileReplacedException e) {
        dropOrFail(open, attempt, e.reason(), e);
      } catch (ConnectionClosedException e) {
        requireOpen();
        dropOrFail(open, attempt, "the file was replaced", e);
      } catch (SQLException e) {
        if (!open.mayExplain(e)) {
          throw SqliteErrors.beforeCommit(e, file);
        }
        dropOrFail(open, attempt, String.valueOf(e.getMessage()), e);
      }
    }
  }

  private void dropOrFail(OpenFile open, int attempt, String reason, Exception cause) {
    open.drop();
    if (attempt == MAX_ATTEMPTS) {
      throw SqliteErrors.replaced(Outcome.NOTHING_HAPPENED, reason, file, cause);
    }
  }

  @Override
  public TxnResult commit(Txn txn) {
    return commit(txn, deadline());
  }

  private TxnResult commit(Txn txn, Deadline deadline) {
    return txn.mutations().isEmpty() ? check(txn, deadline) : lockAndWrite(txn, deadline);
  }

  /** Checks conditions only, in a read transaction, which waits for no other writer. */
  private TxnResult check(Txn txn, Deadline deadline) {
    return read(
        deadline,
        connection -> {
          Set<Key> broken = connection.broken(txn.conditions());
          return broken.isEmpty()
              ? new TxnResult.Committed(connection.lastVersion())
              : new TxnResult.Conflict(broken);
        });
  }

  private TxnResult lockAndWrite(Txn txn, Deadline deadline) {
    requireOpen();
    if (current.isReadOnly()) {
      throw new StoreFailedException(ErrorCode.STORE_DENIED)
          .with("path", file)
          .with("reason", "the store was opened for reading only")
          .remedy("nothing happened; open the store for writing");
    }
    deadline.lock(writeLock, "other threads of this process are writing");
    try {
      return onFile(
          deadline,
          open -> {
            boolean done = false;
            try {
              TxnResult result = write(open, txn, deadline);
              done = true;
              return result;
            } finally {
              if (!done) {
                open.dropWriter();
              }
            }
          });
    } finally {
      writeLock.unlock();
    }
  }

  private TxnResult write(OpenFile open, Txn txn, Deadline deadline) throws SQLException {
    SqliteConnection connection = open.writer(deadline);
    Counter counter = begin(open, connection, connection::beginWrite, deadline);
    if (open.needsCheckpoint()) {
      connection.rollback();
      open.completeCheckpoint(connection, counter.last(), deadline);
      counter = begin(open, connection, connection::beginWrite, deadline);
    }
    Set<Key> broken = connection.broken(txn.conditions());
    Optional<SqliteConnection.Applied> applied =
        broken.isEmpty()
            ? connection.apply(txn.mutations(), counter, open.checkpointed())
            : Optional.empty();
    if (applied.isEmpty()) {
      open.requireSameFiles();
      TxnResult result =
          broken.isEmpty()
              ? new TxnResult.Committed(connection.lastVersion())
              : new TxnResult.Conflict(broken);
      connection.rollback();
      return result;
    }
    History history = connection.history();
    commit(open, connection, deadline);
    histories.committed(history, applied.get().counter(), applied.get().row());
    watches.wake();
    return new TxnResult.Committed(new Version(history, applied.get().counter().last()));
  }

  /** Commits, and verifies that the commit was written to the file at the path. */
  private void commit(OpenFile open, SqliteConnection connection, Deadline deadline) {
    try {
      deadline.doWhileBusy(connection::commit);
    } catch (SQLException e) {
      throw SqliteErrors.duringCommit(e, file);
    }
    try {
      open.checkAfterCommit(connection, deadline);
    } catch (FileReplacedException e) {
      open.drop();
      throw SqliteErrors.replaced(Outcome.UNKNOWN, e.reason(), file, e);
    } catch (ConnectionClosedException e) {
      // Must not be passed on: the call would start again, and commit a second time.
      if (!closed) {
        throw SqliteErrors.replaced(Outcome.UNKNOWN, "the file was replaced", file, e);
      }
    } catch (SQLException e) {
      throw SqliteErrors.outcomeUnknown(e, file);
    }
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return watches.add(range, position(from), new RowMapping.Changes(), onEvent);
  }

  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return watches.add(range, position(from), new RowMapping.Commits(), onEvent);
  }

  private LogPosition position(Position from) {
    return position(from, deadline());
  }

  private LogPosition position(Position from, Deadline deadline) {
    return read(
        deadline, connection -> new LogPosition(connection.history(), row(from, connection)));
  }

  private static long row(Position from, SqliteConnection connection) throws SQLException {
    return switch (from) {
      case Position.Now now -> connection.lastChange();
      case Position.After after -> connection.changeOf(after.version());
      case Position.AfterBookmark after -> {
        Optional<SqliteBookmark> bookmark = SqliteBookmark.parse(after.bookmark());
        yield bookmark.isPresent() ? connection.changeOf(bookmark.get()) : SqliteChanges.MISSED;
      }
    };
  }

  /**
   * The changes after several positions in the change log, all up to the same instant.
   *
   * @param withValues whether the values are read too
   */
  Map<LogPosition, SqliteChanges.Batch> changesAfter(
      Set<LogPosition> positions, boolean withValues) {
    return read(
        deadline(),
        connection -> {
          Map<LogPosition, SqliteChanges.Batch> batches = new HashMap<>();
          for (LogPosition position : positions) {
            batches.put(position, connection.changesAfter(position, withValues));
          }
          return batches;
        });
  }

  /** A read on one connection, in a transaction. */
  @FunctionalInterface
  private interface Read<T> {
    T on(SqliteConnection connection) throws SQLException;
  }

  private <T> T read(Deadline deadline, Read<T> read) {
    return onFile(
        deadline,
        open -> {
          SqliteConnection connection = open.readers().take(deadline);
          boolean usable = false;
          try {
            begin(open, connection, connection::beginRead, deadline);
            T result = read.on(connection);
            open.requireSameFiles();
            connection.rollback();
            usable = true;
            return result;
          } finally {
            open.readers().giveBack(connection, usable);
          }
        });
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreClosedException();
    }
  }

  /** Runs SQL on the connection that writes, to provoke failures; for tests. */
  void executeOnWriter(String sql) throws SQLException {
    Deadline deadline = deadline();
    deadline.lock(writeLock, "other threads of this process are writing");
    try {
      current.get(deadline).writer(deadline).execute(sql);
    } finally {
      writeLock.unlock();
    }
  }

  /** Whether a write is in progress, or waits for other processes; for tests. */
  boolean isBeingWritten() {
    return writeLock.isLocked();
  }

  /** The number of open connections that read, for tests. */
  int openReaders() {
    return current.ifOpen().map(open -> open.readers().open()).orElse(0);
  }

  /**
   * Frees the file. Waits for a commit in progress, at most 1 s; a longer one is interrupted and
   * rolled back, unless it is already being written to the disk. May be called twice.
   */
  @Override
  public void close() {
    closed = true;
    watches.close();
    boolean interrupted = false;
    boolean locked = false;
    try {
      locked = writeLock.tryLock(CLOSING.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      current.close();
    } finally {
      if (locked) {
        writeLock.unlock();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** This store with a shorter deadline. */
  private final class View implements KeyValueStore {
    private final Deadline end;

    View(Deadline end) {
      this.end = end;
    }

    private Deadline deadline() {
      return SqliteStore.this.deadline().sooner(end);
    }

    @Override
    public KeyValueStore within(Duration time) {
      return new View(Deadline.in(time).sooner(end));
    }

    @Override
    public History history() {
      return SqliteStore.this.history();
    }

    @Override
    public Optional<KeyValue> get(Key key) {
      return SqliteStore.this.get(key, deadline());
    }

    @Override
    public Snapshot snapshot() {
      return SqliteStore.this.snapshot(deadline());
    }

    @Override
    public TxnResult commit(Txn txn) {
      return SqliteStore.this.commit(txn, deadline());
    }

    @Override
    public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
      return watches.add(range, position(from, deadline()), new RowMapping.Changes(), onEvent);
    }

    @Override
    public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
      return watches.add(range, position(from, deadline()), new RowMapping.Commits(), onEvent);
    }

    @Override
    public Health health() {
      return SqliteStore.this.health(deadline());
    }

    @Override
    public void close() {
      SqliteStore.this.close();
    }
  }

  @Override
  public String toString() {
    return "sqlite:" + file;
  }
}
