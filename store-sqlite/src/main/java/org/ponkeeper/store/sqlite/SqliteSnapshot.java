package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.error.StoreFailedException.Outcome;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;
import org.ponkeeper.store.StoreClosedException;

/** One read transaction on a connection of its own. */
final class SqliteSnapshot implements Snapshot {

  /** After how many rows a scan checks whether the file is still the one at the path. */
  private static final int ROWS_BETWEEN_CHECKS = 512;

  private final SqliteConnection connection;
  private final Counter counter;
  private final OpenFile open;
  private final Path file;
  private final Set<RangeScan> scans = new LinkedHashSet<>();
  private boolean failed;
  private boolean closed;

  /** Takes over a connection on which the read transaction has begun and its instant is fixed. */
  SqliteSnapshot(SqliteConnection connection, Counter counter, OpenFile open, Path file) {
    this.connection = connection;
    this.counter = counter;
    this.open = open;
    this.file = file;
  }

  @Override
  public History history() {
    return connection.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return read(() -> {
      Optional<KeyValue> found = connection.get(key);
      open.check(connection, counter);
      return found;
    });
  }

  @Override
  public Scan scan(List<KeyRange> ranges, ScanOptions options) {
    requireOpen();
    RangeScan scan = new RangeScan(List.copyOf(ranges).iterator(), options);
    scans.add(scan);
    return scan;
  }

  private <T> T read(Deadline.Work<T> work) {
    requireOpen();
    try {
      // Nothing blocks a read transaction that has begun, so there is no need to wait.
      return work.run();
    } catch (FileReplacedException e) {
      throw lost(e.reason(), e);
    } catch (ConnectionClosedException e) {
      if (open.isClosed()) {
        throw new StoreClosedException();
      }
      throw lost("the file was replaced", e);
    } catch (SQLException e) {
      if (open.mayExplain(e)) {
        throw lost(String.valueOf(e.getMessage()), e);
      }
      failed = true;
      throw SqliteErrors.beforeCommit(e, file);
    }
  }

  /** The file is no longer the one at the path, so its instant is lost. */
  private SnapshotLostException lost(String reason, Exception cause) {
    failed = true;
    open.drop();
    return new SnapshotLostException(
        SqliteErrors.replaced(Outcome.NOTHING_HAPPENED, reason, file, cause));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the snapshot is closed");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      List.copyOf(scans).forEach(RangeScan::close);
      connection.rollback();
    } catch (SQLException | IllegalStateException e) {
      failed = true; // the connection is not used again, or the store is closed already
    } finally {
      open.readers().giveBack(connection, !failed);
    }
  }

  /** Reads the ranges one after the other, one row at a time. */
  private final class RangeScan implements Scan {
    private final Iterator<KeyRange> ranges;
    private final ScanOptions options;
    private long left;
    private Optional<SqliteConnection.Rows> rows = Optional.empty();
    private Optional<KeyValue> ahead = Optional.empty();
    private int unchecked;
    private boolean done;

    RangeScan(Iterator<KeyRange> ranges, ScanOptions options) {
      this.ranges = ranges;
      this.options = options;
      this.left = options.limit();
    }

    @Override
    public boolean hasNext() {
      requireOpen();
      if (done) {
        throw new IllegalStateException("the scan is closed");
      }
      if (ahead.isEmpty()) {
        ahead = read(this::step);
      }
      return ahead.isPresent();
    }

    @Override
    public KeyValue next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      KeyValue next = ahead.orElseThrow();
      ahead = Optional.empty();
      return next;
    }

    private Optional<KeyValue> step() throws SQLException {
      while (left > 0) {
        if (rows.isEmpty()) {
          if (!ranges.hasNext()) {
            break;
          }
          rows = Optional.of(connection.select(ranges.next(), options, left));
        }
        Optional<KeyValue> row = rows.get().next();
        if (row.isPresent()) {
          left--;
          checkNowAndThen();
          return row;
        }
        closeRows();
      }
      open.check(connection, counter);
      return Optional.empty();
    }

    /** Rows read before the end of the scan are only valid once it has ended, or after a check. */
    private void checkNowAndThen() throws SQLException {
      unchecked++;
      if (left == 0 || unchecked == ROWS_BETWEEN_CHECKS) {
        open.check(connection, counter);
        unchecked = 0;
      }
    }

    private void closeRows() throws SQLException {
      Optional<SqliteConnection.Rows> finished = rows;
      rows = Optional.empty();
      if (finished.isPresent()) {
        finished.get().close();
      }
    }

    @Override
    public void close() {
      done = true;
      scans.remove(this);
      try {
        closeRows();
      } catch (SQLException e) {
        failed = true; // what was read is read; only the connection is not used again
      }
    }
  }
}
