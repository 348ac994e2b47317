package org.ponkeeper.store;

/** An active {@linkplain KeyValueStore#watch watch}. Thread-safe. */
public interface Subscription extends AutoCloseable {

  /**
   * Ends the watch. Does not wait: one event may still be delivered while this method runs or just
   * after it returns, and none later. May be called from the consumer, and may be called twice.
   */
  @Override
  void close();
}
