package org.ponkeeper;

import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;

/** Failures that arise in the shell itself, mapped to the error that a caller sees. */
final class Unavailable {
  private Unavailable() {}

  /** Nothing happened. */
  static StoreFailedException because(String reason, @Nullable Throwable cause) {
    return new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, cause).with("reason", reason);
  }

  /** Nobody knows whether anything happened. */
  static StoreFailedException unknown(String reason, @Nullable Throwable cause) {
    return new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN, cause).with("reason", reason);
  }
}
