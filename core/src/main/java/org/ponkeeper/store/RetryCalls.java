package org.ponkeeper.store;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ponkeeper.error.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a {@link RetryListener}, so that its exceptions change nothing. Thread-safe. */
final class RetryCalls {

  /** No listener. */
  static final RetryCalls NONE = new RetryCalls(Optional.empty());

  private static final Logger LOG = LoggerFactory.getLogger(RetryCalls.class);

  private final Optional<RetryListener> listener;
  private final AtomicBoolean logged = new AtomicBoolean();

  RetryCalls(Optional<RetryListener> listener) {
    this.listener = listener;
  }

  void tell(RetryListener.Operation operation, int failures, ErrorCode code) {
    try {
      listener.ifPresent(l -> l.retrying(operation, failures, code));
    } catch (RuntimeException | Error e) {
      if (logged.compareAndSet(false, true)) {
        LOG.warn("the retry listener failed; this and all later failures of it are ignored", e);
      }
    }
  }
}
