package org.ponkeeper.store.sqlite;

/** A connection was closed while another thread used it; its open transaction was rolled back. */
final class ConnectionClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  ConnectionClosedException() {
    super("the store is closed");
  }
}
