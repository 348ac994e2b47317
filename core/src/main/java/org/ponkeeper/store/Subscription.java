package org.ponkeeper.store;

/** A {@linkplain KeyValueStore#watch watch} that stands. Thread-safe. */
public interface Subscription extends AutoCloseable {

  /**
   * Ends the watch. Does not wait: one event that was on its way may still be delivered while or
   * just after this returns, and none after that. May be called from within the consumer, and
   * twice.
   */
  @Override
  void close();
}
