package org.ponkeeper.store.sqlite;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.ponkeeper.store.StoreClosedException;

/**
 * The file that a store uses: the one at its path. If there is another file now, it is opened
 * instead of the previous one. Thread-safe.
 */
final class CurrentFile {

  /** Opens the file that is now at the path of an open store. */
  @FunctionalInterface
  interface Reopening {
    /**
     * Opens the file.
     *
     * @param dropped the file that the store had open before
     */
    OpenFile reopen(OpenFile dropped, Deadline deadline);
  }

  private final Reopening reopening;

  /** Only one thread at a time opens the file. */
  private final ReentrantLock opening = new ReentrantLock();

  private volatile OpenFile current;
  private volatile boolean closed;

  CurrentFile(OpenFile first, Reopening reopening) {
    this.reopening = reopening;
    this.current = first;
  }

  /**
   * The file; opened again if it was dropped.
   *
   * @throws org.ponkeeper.error.StoreFailedException {@link
   *     org.ponkeeper.error.ErrorCode#STORE_REPLACED} if there is no usable file at the path
   * @throws org.ponkeeper.error.CorruptDataException if the file at the path is a store, but
   *     damaged
   */
  OpenFile get(Deadline deadline) {
    OpenFile known = current;
    if (!known.isDropped()) {
      return known;
    }
    deadline.lock(opening, "the file is being opened again");
    try {
      requireOpen();
      if (current.isDropped()) {
        current = reopening.reopen(current, deadline);
        if (closed) {
          current.close();
        }
        requireOpen();
      }
      return current;
    } finally {
      opening.unlock();
    }
  }

  /** The file, if it is open. */
  Optional<OpenFile> ifOpen() {
    OpenFile known = current;
    return known.isDropped() ? Optional.empty() : Optional.of(known);
  }

  /** Whether the store was opened read-only. */
  boolean isReadOnly() {
    return current.isReadOnly();
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreClosedException();
    }
  }

  void close() {
    closed = true;
    ifOpen().ifPresent(OpenFile::close);
  }
}
