package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/** One read transaction on a connection of its own. */
final class SqliteSnapshot implements Snapshot {

  private final SqliteConnection connection;
  private final ReaderPool readers;
  private final Path file;
  private final Set<RangeScan> scans = new LinkedHashSet<>();
  private boolean failed;
  private boolean closed;

  /** Takes over a connection on which the read transaction has begun and its instant is fixed. */
  SqliteSnapshot(SqliteConnection connection, ReaderPool readers, Path file) {
    this.connection = connection;
    this.readers = readers;
    this.file = file;
  }

  @Override
  public History history() {
    return connection.history();
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    return read(() -> connection.get(key));
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
      // Nobody is in the way of a read transaction that has begun, so there is nothing to wait for.
      return work.run();
    } catch (SQLException e) {
      failed = true;
      throw SqliteErrors.beforeCommit(e, file);
    }
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
      readers.giveBack(connection, !failed);
    }
  }

  /** Goes through the ranges one after the other and holds one row at a time. */
  private final class RangeScan implements Scan {
    private final Iterator<KeyRange> ranges;
    private final ScanOptions options;
    private long left;
    private Optional<SqliteConnection.Rows> rows = Optional.empty();
    private Optional<KeyValue> ahead = Optional.empty();
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
          return row;
        }
        closeRows();
      }
      return Optional.empty();
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
