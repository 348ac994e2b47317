package org.ponkeeper.engine;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.ponkeeper.store.KeyValueStore;

/**
 * The deadline of a public call, whatever the call consists of. Long work in chunks gets a new
 * deadline after each committed chunk. For one thread at a time.
 */
public final class CallDeadline {

  private final Duration timeout;
  private final LongSupplier nanoClock;
  private long endNanos;

  private CallDeadline(Duration timeout, LongSupplier nanoClock) {
    this.timeout = timeout;
    this.nanoClock = nanoClock;
    renew();
  }

  /** The deadline of a call that begins now. */
  public static CallDeadline of(EngineOptions options) {
    return new CallDeadline(options.callTimeout(), options.nanoClock());
  }

  /** Starts a new period, after something was committed. */
  public void renew() {
    endNanos = nanoClock.getAsLong() + timeout.toNanos();
  }

  /** The deadline, by the options' clock. */
  long nanos() {
    return endNanos;
  }

  /** Whether the deadline has passed. */
  boolean isOver() {
    return endNanos - nanoClock.getAsLong() <= 0;
  }

  /** The store, limited to the time left. */
  public KeyValueStore on(KeyValueStore store) {
    return store.within(Duration.ofNanos(Math.max(1, endNanos - nanoClock.getAsLong())));
  }
}
