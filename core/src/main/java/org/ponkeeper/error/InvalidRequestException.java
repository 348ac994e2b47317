package org.ponkeeper.error;

import org.jspecify.annotations.Nullable;

/** The call is wrong: nothing happened, fix the call. */
public final class InvalidRequestException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  public InvalidRequestException(ErrorCode code) {
    this(code, null);
  }

  public InvalidRequestException(ErrorCode code, @Nullable Throwable cause) {
    super(code, ErrorClass.INVALID_REQUEST, cause);
  }

  /** Adds a fact and returns this error. */
  public InvalidRequestException with(String name, Object value) {
    addFact(name, value);
    return this;
  }

  /** Says what to do, where the code's own remedy would lead astray, and returns this error. */
  public InvalidRequestException remedy(String remedy) {
    replaceRemedy(remedy);
    return this;
  }
}
