package org.ponkeeper.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ponkeeper.monitor.EngineListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the embedder's listener, so that its exceptions change nothing. Thread-safe. */
public final class ListenerCalls {

  private static final Logger LOG = LoggerFactory.getLogger(ListenerCalls.class);

  private final Optional<EngineListener> listener;
  private final AtomicBoolean logged = new AtomicBoolean();

  public ListenerCalls(Optional<EngineListener> listener) {
    this.listener = listener;
  }

  /** Whether there is a listener, so that measuring is worth it. */
  boolean isHeard() {
    return listener.isPresent();
  }

  /**
   * Calls the listener, if there is one; also measures within the call, because clocks can fail.
   */
  public void tell(Consumer<EngineListener> call) {
    if (listener.isEmpty()) {
      return;
    }
    try {
      call.accept(listener.get());
    } catch (RuntimeException | Error e) {
      if (logged.compareAndSet(false, true)) {
        LOG.warn(
            "the listener, or measuring for it, failed; this and later failures are ignored", e);
      }
    }
  }
}
