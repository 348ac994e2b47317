package org.ponkeeper.store.sqlite;

/**
 * The file at the path of a store is not, or may not be, the one that its connections have open.
 * Nothing that they read or wrote is reliable. The store catches this exception, and opens the
 * present file.
 */
final class FileReplacedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FileReplacedException(String reason) {
    super(reason);
  }

  /** What was found, for display. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
