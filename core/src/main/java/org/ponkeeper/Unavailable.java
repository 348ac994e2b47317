package org.ponkeeper;

import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.StoreClosedException;

/** Failures that arise in the shell itself, mapped to the error that a caller sees. */
final class Unavailable {
  private Unavailable() {}

  /** Nothing happened. */
  static StoreFailedException because(String reason, @Nullable Throwable cause) {
    return new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, cause).with("reason", reason);
  }

  /** Nothing happened, because the {@link Ponkeeper} was closed before it could. */
  static StoreFailedException closed() {
    return because("this Ponkeeper was closed before the request was decided", null);
  }

  /** Nothing happened, because the store was closed before it could. */
  static StoreFailedException storeClosed(StoreClosedException e) {
    return because("the store was closed before the request was decided", e);
  }

  /** Nobody knows whether anything happened. */
  static StoreFailedException unknown(String reason, @Nullable Throwable cause) {
    return new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN, cause).with("reason", reason);
  }
}
