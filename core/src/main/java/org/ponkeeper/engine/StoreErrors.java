package org.ponkeeper.engine;

import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.StoreClosedException;

/** Errors of the store that the engine itself creates. */
final class StoreErrors {
  private StoreErrors() {}

  /** Nothing happened. */
  static StoreFailedException unavailable(String reason, @Nullable Throwable cause) {
    return new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, cause).with("reason", reason);
  }

  /** Nothing happened, because the time of the call had passed before the store was asked. */
  static StoreFailedException tooLate() {
    return unavailable("the time-out passed before the store was asked", null);
  }

  /** Nothing happened, because the Ponkeeper was closed first. */
  static StoreFailedException closed() {
    return unavailable("this Ponkeeper was closed before the request was decided", null);
  }

  /** Nothing happened, because the store was closed first. */
  static StoreFailedException storeClosed(StoreClosedException e) {
    return unavailable("the store was closed before the request was decided", e);
  }

  /** It is unknown whether anything happened. */
  static StoreFailedException outcomeUnknown(String reason, @Nullable Throwable cause) {
    return new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN, cause).with("reason", reason);
  }
}
