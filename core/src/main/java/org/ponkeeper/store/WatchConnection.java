package org.ponkeeper.store;

import java.util.Optional;
import org.ponkeeper.error.ErrorCode;

/**
 * Tells a watch's {@link Subscription.ConnectionListener} whether the watch reaches the store, for
 * implementations of {@link KeyValueStore}. Thread-safe.
 */
public final class WatchConnection {

  private Optional<Subscription.ConnectionListener> listener = Optional.empty();

  /** The last failure; empty while the watch reaches the store. */
  private Optional<ErrorCode> failure = Optional.empty();

  /** Of a watch that reaches the store. */
  public WatchConnection() {}

  /** Sets the listener, and tells it at once if the watch does not reach the store. */
  public synchronized void listener(Subscription.ConnectionListener listener) {
    this.listener = Optional.of(listener);
    failure.ifPresent(listener::interrupted);
  }

  /** The watch lost the store, or could not reach it again. */
  public synchronized void interrupted(ErrorCode code) {
    failure = Optional.of(code);
    listener.ifPresent(l -> l.interrupted(code));
  }

  /** The watch reaches the store; does nothing if it was not interrupted. */
  public synchronized void resumed() {
    if (failure.isPresent()) {
      failure = Optional.empty();
      listener.ifPresent(Subscription.ConnectionListener::resumed);
    }
  }

  @Override
  public synchronized String toString() {
    return failure.map(code -> "interrupted: " + code).orElse("connected");
  }
}
