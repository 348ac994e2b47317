package org.ponkeeper.engine;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.ponkeeper.store.KeyValueStore;

/**
 * When a public call ends at the latest, whatever it consists of. Long work in chunks is given its
 * time anew with each chunk that is made. For one thread at a time.
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

  /** Something was made that stays made: the time begins anew. */
  public void renew() {
    endNanos = nanoClock.getAsLong() + timeout.toNanos();
  }

  /** When the call ends, by the options' clock. */
  long nanos() {
    return endNanos;
  }

  /** Whether the time is over. */
  boolean isOver() {
    return endNanos - nanoClock.getAsLong() <= 0;
  }

  /** The store, whose calls end when this does. */
  public KeyValueStore on(KeyValueStore store) {
    return store.within(Duration.ofNanos(Math.max(1, endNanos - nanoClock.getAsLong())));
  }
}
