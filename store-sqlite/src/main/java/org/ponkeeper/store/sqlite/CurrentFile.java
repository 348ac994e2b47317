package org.ponkeeper.store.sqlite;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.ponkeeper.store.StoreClosedException;

/**
 * The file that a store works on: the one at its path. When another one is found there, it is
 * opened in the place of the one before. Thread-safe.
 */
final class CurrentFile {

  /** Opens what is at the path of an open store now. */
  @FunctionalInterface
  interface Reopening {
    /**
     * Opens it.
     *
     * @param dropped what the store had open before
     */
    OpenFile reopen(OpenFile dropped, Deadline deadline);
  }

  private final Reopening reopening;

  /** One thread at a time opens. */
  private final ReentrantLock opening = new ReentrantLock();

  private volatile OpenFile current;
  private volatile boolean closed;

  CurrentFile(OpenFile first, Reopening reopening) {
    this.reopening = reopening;
    this.current = first;
  }

  /**
   * The file, opened again if it was dropped.
   *
   * @throws org.ponkeeper.error.StoreFailedException {@link
   *     org.ponkeeper.error.ErrorCode#STORE_REPLACED} if there is nothing at the path that can be
   *     used
   * @throws org.ponkeeper.error.CorruptDataException if what is there is a store, but damaged
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

  /** Whether the store was opened for reading only. */
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
