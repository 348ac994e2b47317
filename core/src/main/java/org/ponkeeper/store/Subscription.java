package org.ponkeeper.store;

import org.ponkeeper.error.ErrorCode;

/** An active {@linkplain KeyValueStore#watch watch}. Thread-safe. */
public interface Subscription extends AutoCloseable {

  /**
   * Receives whether a watch reaches the store. Called by one thread at a time, in order; must not
   * block, call the watch, or throw.
   */
  interface ConnectionListener {
    /**
     * The watch lost the store and tries to reach it again, or such an attempt failed. No change is
     * missed by that: they are delivered later.
     *
     * @param code the error, as a read would report it
     */
    void interrupted(ErrorCode code);

    /** The watch reaches the store again. */
    void resumed();
  }

  /**
   * From now on tells the listener when the watch loses the store and when it reaches it again, and
   * at once if it does not reach it now. There is one listener; another one replaces it. This
   * default never calls it: a store need not be able to tell.
   */
  default void onConnectionChange(ConnectionListener listener) {}

  /**
   * Ends the watch. Does not wait: one event may still be delivered while this method runs or just
   * after it returns, and none later. May be called from the consumer, and may be called twice.
   */
  @Override
  void close();
}
