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
import org.ponkeeper.store.sqlite.SqliteConnection.Use;

/**
 * A store in one SQLite file, in WAL mode: what a commit has answered survives a power failure
 * ({@code synchronous=FULL}).
 *
 * <p><b>Sharing.</b> Several stores, in one process or many on one machine, may use the file at the
 * same time. One of them writes at a time; readers never wait for a writer. Not for network file
 * systems.
 *
 * <p><b>Blocking.</b> A call waits for other threads and processes at most until the deadline that
 * the store was opened with, then fails with {@link ErrorCode#STORE_UNAVAILABLE}; an interrupt ends
 * the wait at once in the same way, and the thread stays interrupted. The disk's own work is not
 * cut short.
 *
 * <p><b>Errors.</b> {@link ErrorCode#STORE_UNAVAILABLE}, {@link ErrorCode#STORE_DENIED} and {@link
 * ErrorCode#STORE_FULL}: nothing happened. {@link ErrorCode#OUTCOME_UNKNOWN}: the disk failed in
 * the middle of COMMIT. {@link ErrorCode#CORRUPT_DATA}: SQLite found the file damaged. Facts:
 * {@code path} and {@code reason}.
 *
 * <p><b>Snapshots.</b> At most {@value ReaderPool#MAX_OPEN} reads and snapshots at once, the next
 * one waits. The WAL file cannot be emptied past an open snapshot, so close it soon.
 *
 * <p><b>Watching.</b> The file keeps the latest {@value SqliteChanges#KEPT} changes; a watch that
 * falls behind by more is told to list again. Changes by other processes are seen after at most
 * {@link SqliteOptions#pollInterval}.
 *
 * <p>Thread-safe. Closing it closes its snapshots and watches too.
 */
public final class SqliteStore implements KeyValueStore {

  private final Path file;
  private final SqliteOptions options;
  private final History history;
  private final ReaderPool readers;

  /** One writer at a time, in the order in which they came. Guards {@link #writer}. */
  private final ReentrantLock writeLock = new ReentrantLock(true);

  /** Empty after a failure: the next commit opens another connection. */
  private Optional<SqliteConnection> writer;

  private final SqliteWatches watches;

  private volatile boolean closed;

  private SqliteStore(Path file, SqliteOptions options, SqliteConnection writer, History history) {
    this.file = file;
    this.options = options;
    this.history = history;
    this.readers = new ReaderPool(file, history);
    this.watches = new SqliteWatches(this, options.pollInterval());
    this.writer = Optional.of(writer);
  }

  /** Opens the store in a file with {@link SqliteOptions#DEFAULTS}. */
  public static SqliteStore open(Path file) {
    return open(file, SqliteOptions.DEFAULTS);
  }

  /**
   * Opens the store in a file. A file that does not exist or is empty becomes a store, readable and
   * writable by its owner only (0600); so do directories on the way to it that do not exist (0700).
   * A file that is anything else is not changed.
   *
   * @param file the SQLite file; the files that SQLite keeps beside it have its name and a suffix
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
    History history = new History(absolute.toString());
    SqliteConnection writer = SqliteFile.open(absolute, history, Deadline.in(options.deadline()));
    return new SqliteStore(absolute, options, writer, history);
  }

  @Override
  public KeyValueStore within(Duration time) {
    return new View(Deadline.in(time));
  }

  @Override
  public History history() {
    return history;
  }

  private Deadline deadline() {
    return Deadline.in(options.deadline());
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return get(key, deadline());
  }

  private Optional<KeyValue> get(Key key, Deadline end) {
    return read(end, (connection, deadline) -> deadline.whileBusy(() -> connection.get(key)));
  }

  @Override
  public Health health() {
    return health(deadline());
  }

  private Health health(Deadline end) {
    long start = System.nanoTime();
    return read(
        end,
        (connection, deadline) -> {
          deadline.whileBusy(connection::lastVersion);
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
    requireOpen();
    try {
      SqliteConnection connection = readers.take(deadline);
      boolean begun = false;
      try {
        begin(connection, deadline);
        begun = true;
        return new SqliteSnapshot(connection, readers, file);
      } finally {
        if (!begun) {
          readers.giveBack(connection, false);
        }
      }
    } catch (SQLException e) {
      throw SqliteErrors.beforeCommit(e, file);
    }
  }

  /** Begins a read transaction and fixes its instant. */
  private static Version begin(SqliteConnection connection, Deadline deadline) throws SQLException {
    connection.beginRead();
    return deadline.whileBusy(connection::lastVersion);
  }

  @Override
  public TxnResult commit(Txn txn) {
    return commit(txn, deadline());
  }

  private TxnResult commit(Txn txn, Deadline deadline) {
    return txn.mutations().isEmpty() ? check(txn, deadline) : lockAndWrite(txn, deadline);
  }

  /** Answers conditions alone, in a read transaction: nobody has to wait for that. */
  private TxnResult check(Txn txn, Deadline end) {
    return read(
        end,
        (connection, deadline) -> {
          Version version = begin(connection, deadline);
          Set<Key> broken = connection.broken(txn.conditions());
          connection.rollback();
          return broken.isEmpty()
              ? new TxnResult.Committed(version)
              : new TxnResult.Conflict(broken);
        });
  }

  private TxnResult lockAndWrite(Txn txn, Deadline deadline) {
    requireOpen();
    deadline.lock(writeLock);
    boolean done = false;
    try {
      TxnResult result = write(txn, deadline);
      done = true;
      return result;
    } catch (SQLException e) {
      throw SqliteErrors.beforeCommit(e, file);
    } finally {
      if (!done) {
        dropWriter();
      }
      writeLock.unlock();
    }
  }

  private TxnResult write(Txn txn, Deadline deadline) throws SQLException {
    SqliteConnection connection = writer(deadline);
    deadline.doWhileBusy(() -> {
      requireOpen();
      connection.beginWrite();
    });
    Set<Key> broken = connection.broken(txn.conditions());
    if (!broken.isEmpty()) {
      connection.rollback();
      return new TxnResult.Conflict(broken);
    }
    Version version = connection.apply(txn.mutations());
    try {
      deadline.doWhileBusy(connection::commit);
    } catch (SQLException e) {
      throw SqliteErrors.duringCommit(e, file);
    }
    watches.wake();
    return new TxnResult.Committed(version);
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return watch(range, from, onEvent, deadline());
  }

  private Subscription watch(
      KeyRange range, Position from, Consumer<WatchEvent> onEvent, Deadline end) {
    long last =
        read(
            end,
            (connection, deadline) -> {
              begin(connection, deadline);
              long row =
                  switch (from) {
                    case Position.Now now -> connection.lastChange();
                    case Position.After after -> connection.changeOf(after.version());
                  };
              connection.rollback();
              return row;
            });
    return watches.add(range, last, onEvent);
  }

  /** What happened behind each of some rows of the change log, all up to the same instant. */
  Map<Long, SqliteChanges.Batch> changesAfter(Set<Long> rows) {
    return read(
        deadline(),
        (connection, deadline) -> {
          begin(connection, deadline);
          Map<Long, SqliteChanges.Batch> batches = new HashMap<>();
          for (long row : rows) {
            batches.put(row, connection.changesAfter(row));
          }
          connection.rollback();
          return batches;
        });
  }

  private SqliteConnection writer(Deadline deadline) throws SQLException {
    requireOpen();
    if (writer.isEmpty()) {
      writer =
          Optional.of(deadline.whileBusy(() -> SqliteConnection.open(file, Use.WRITE, history)));
    }
    return writer.get();
  }

  /** Closing a connection rolls back whatever it had begun. */
  private void dropWriter() {
    Optional<SqliteConnection> dropped = writer;
    writer = Optional.empty();
    dropped.ifPresent(SqliteConnection::close);
  }

  /** A read on one connection. */
  @FunctionalInterface
  private interface Read<T> {
    T on(SqliteConnection connection, Deadline deadline) throws SQLException;
  }

  private <T> T read(Deadline deadline, Read<T> read) {
    requireOpen();
    try {
      SqliteConnection connection = readers.take(deadline);
      boolean usable = false;
      try {
        T result = read.on(connection, deadline);
        usable = true;
        return result;
      } finally {
        readers.giveBack(connection, usable);
      }
    } catch (SQLException e) {
      throw SqliteErrors.beforeCommit(e, file);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreClosedException();
    }
  }

  /** Runs SQL on the connection that writes, to bring it into trouble; for tests. */
  void executeOnWriter(String sql) throws SQLException {
    Deadline deadline = Deadline.in(options.deadline());
    deadline.lock(writeLock);
    try {
      writer(deadline).execute(sql);
    } finally {
      writeLock.unlock();
    }
  }

  /** Whether somebody writes, or waits for other processes to write; for tests. */
  boolean isBeingWritten() {
    return writeLock.isLocked();
  }

  /** How many connections that read are open; for tests. */
  int openReaders() {
    return readers.open();
  }

  /**
   * Frees the file. Waits for a commit under way, at most until the deadline; one that takes longer
   * is cut off and rolled back. Safe to call twice.
   */
  @Override
  public void close() {
    closed = true;
    watches.close();
    readers.close();
    boolean interrupted = false;
    boolean locked = false;
    try {
      locked = writeLock.tryLock(options.deadline().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      // The last connection to close moves what is in the WAL file into the main one.
      dropWriter();
    } finally {
      if (locked) {
        writeLock.unlock();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** This store with less time. */
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
      return SqliteStore.this.watch(range, from, onEvent, deadline());
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
}
