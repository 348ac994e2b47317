package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.ponkeeper.store.StoreClosedException;

/**
 * The file that a store works on: the one at its path. When another one is found there, it is
 * opened in the place of the one before. Thread-safe.
 */
final class CurrentFile {

  private final Path path;

  /** One thread at a time opens. */
  private final ReentrantLock opening = new ReentrantLock();

  private volatile OpenFile current;
  private volatile boolean closed;

  CurrentFile(Path path, OpenFile first) {
    this.path = path;
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
        current = SqliteFile.reopen(path, current, deadline);
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
