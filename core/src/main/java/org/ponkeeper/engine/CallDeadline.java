package org.ponkeeper.engine;

import java.time.Duration;
import java.util.OptionalLong;
import org.ponkeeper.store.KeyValueStore;

/**
 * The deadline of a public call, whatever the call consists of: the call time-out, or the {@link
 * CallLimits limit} that the caller has set, if that is earlier. Long work in chunks gets a new
 * deadline after each committed chunk, but not beyond the limit. For one thread at a time.
 */
public final class CallDeadline {

  private final EngineOptions options;
  private final OptionalLong limitNanos;
  private long endNanos;

  private CallDeadline(EngineOptions options) {
    this.options = options;
    this.limitNanos = options.limits().endNanos();
    renew();
  }

  /** The deadline of a call that begins now, on the caller's thread. */
  public static CallDeadline of(EngineOptions options) {
    return new CallDeadline(options);
  }

  /** Starts a new period, after something was committed. */
  public void renew() {
    endNanos = now() + options.callTimeout().toNanos();
    limitNanos.ifPresent(limit -> endNanos = limit - endNanos < 0 ? limit : endNanos);
  }

  private long now() {
    return options.nanoClock().getAsLong();
  }

  /** The deadline, by the options' clock. */
  long nanos() {
    return endNanos;
  }

  /** Whether the deadline has passed. */
  boolean isOver() {
    return endNanos - now() <= 0;
  }

  /**
   * The store, limited to the time left.
   *
   * @throws org.ponkeeper.error.StoreFailedException {@code STORE_UNAVAILABLE} if none is left
   */
  public KeyValueStore on(KeyValueStore store) {
    long left = endNanos - now();
    if (left <= 0) {
      throw StoreErrors.tooLate();
    }
    return store.within(Duration.ofNanos(left));
  }
}
