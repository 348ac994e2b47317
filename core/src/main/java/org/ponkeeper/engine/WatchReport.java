package org.ponkeeper.engine;

import java.util.function.UnaryOperator;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.Subscription;

/** What the status learns from one watch, until the report is closed. Thread-safe. */
final class WatchReport implements Subscription.ConnectionListener {

  private final StatusTracker status;

  /** Only changed by updates of the status, which run one at a time. */
  private boolean closed;

  WatchReport(StatusTracker status) {
    this.status = status;
  }

  /** The watch could not be started. */
  void notStarted() {
    update(known -> known.stopped(this));
  }

  /** The watch was started. */
  void started() {
    update(known -> known.without(this));
  }

  @Override
  public void interrupted(ErrorCode code) {
    update(known -> known.interrupted(this, code));
  }

  @Override
  public void resumed() {
    update(known -> known.without(this));
    status.answered();
  }

  /** The watch is no longer needed. */
  void close() {
    update(known -> {
      closed = true;
      return known.without(this);
    });
  }

  private void update(UnaryOperator<Evidence> next) {
    status.update(known -> closed ? known : next.apply(known));
  }
}
