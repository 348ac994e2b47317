package org.ponkeeper.store.etcd;

/** A request was not sent, because the history that it depends on is no longer the store's. */
final class HistoryReplacedException extends Exception {
  private static final long serialVersionUID = 1;

  HistoryReplacedException() {
    super("the store's history is another one than before");
  }
}
