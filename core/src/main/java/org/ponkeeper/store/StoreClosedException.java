package org.ponkeeper.store;

/**
 * The store was closed before or during the call, and the call changed nothing. A commit that was
 * already sent when the store was closed returns a result or fails with {@link
 * org.ponkeeper.error.ErrorCode#OUTCOME_UNKNOWN} instead.
 */
public final class StoreClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public StoreClosedException() {
    super("the store is closed");
  }
}
