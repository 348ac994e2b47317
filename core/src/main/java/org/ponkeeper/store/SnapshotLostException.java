package org.ponkeeper.store;

/** The engine no longer has the instant of a snapshot (etcd: compaction removed it). */
public final class SnapshotLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SnapshotLostException(Throwable cause) {
    super("the store no longer has the instant of this snapshot", cause);
  }
}
