package org.ponkeeper.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pool of connections that read. Thread-safe. A connection is used by one thread at a time, and
 * returned once.
 */
final class ReaderPool {

  /** The maximum number of connections in use at once; further callers wait. */
  static final int MAX_OPEN = 64;

  /** The maximum number of idle connections kept open. */
  static final int MAX_IDLE = 4;

  private final Deadline.Work<SqliteConnection> opening;
  private final Semaphore permits = new Semaphore(MAX_OPEN, true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<SqliteConnection> idle = new ArrayDeque<>();
  private final Set<SqliteConnection> taken = new HashSet<>();
  private boolean closed;

  /**
   * A pool without connections.
   *
   * @param opening opens a connection
   */
  ReaderPool(Deadline.Work<SqliteConnection> opening) {
    this.opening = opening;
  }

  /** Adds an open connection. */
  void add(SqliteConnection connection) {
    lock.lock();
    try {
      idle.addFirst(connection);
    } finally {
      lock.unlock();
    }
  }

  SqliteConnection take(Deadline deadline) throws SQLException {
    deadline.acquire(permits);
    boolean done = false;
    try {
      SqliteConnection connection = idleOrNew(deadline);
      done = true;
      return connection;
    } finally {
      if (!done) {
        permits.release();
      }
    }
  }

  private SqliteConnection idleOrNew(Deadline deadline) throws SQLException {
    lock.lock();
    try {
      requireOpen();
      SqliteConnection known = idle.pollFirst();
      if (known != null) {
        taken.add(known);
        return known;
      }
    } finally {
      lock.unlock();
    }
    SqliteConnection opened = deadline.whileBusy(opening);
    lock.lock();
    try {
      if (closed) {
        opened.close();
      }
      requireOpen();
      taken.add(opened);
      return opened;
    } finally {
      lock.unlock();
    }
  }

  /** Returns a connection to the pool; one with a failure is closed instead. */
  void giveBack(SqliteConnection connection, boolean usable) {
    lock.lock();
    try {
      if (!taken.remove(connection)) {
        throw new IllegalStateException("returned twice");
      }
      if (usable && !closed && idle.size() < MAX_IDLE) {
        idle.addFirst(connection);
      } else {
        connection.close();
      }
    } finally {
      lock.unlock();
    }
    permits.release();
  }

  /** The number of open connections, for tests. */
  int open() {
    lock.lock();
    try {
      return idle.size() + taken.size();
    } finally {
      lock.unlock();
    }
  }

  /** Closes all connections, including those in use. */
  void close() {
    lock.lock();
    try {
      closed = true;
      List.copyOf(idle).forEach(SqliteConnection::close);
      idle.clear();
      taken.forEach(SqliteConnection::close);
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ConnectionClosedException();
    }
  }
}
