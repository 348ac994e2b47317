package org.ponkeeper.error;

import org.jspecify.annotations.Nullable;

/** The call is invalid. Nothing happened; fix the call. */
public final class InvalidRequestException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  public InvalidRequestException(ErrorCode code) {
    this(code, null);
  }

  public InvalidRequestException(ErrorCode code, @Nullable Throwable cause) {
    super(code, ErrorClass.INVALID_REQUEST, cause);
  }

  /** Adds a detail and returns this error. */
  public InvalidRequestException with(String name, Object value) {
    addFact(name, value);
    return this;
  }

  /** Replaces the code's remedy where it would mislead, and returns this error. */
  public InvalidRequestException remedy(String remedy) {
    replaceRemedy(remedy);
    return this;
  }
}
