package org.ponkeeper.error;

/** The call is wrong: nothing happened, fix the call. */
public final class InvalidRequestException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  public InvalidRequestException(ErrorCode code) {
    super(code, ErrorClass.INVALID_REQUEST, null);
  }

  /** Adds a fact and returns this error. */
  public InvalidRequestException with(String name, Object value) {
    addFact(name, value);
    return this;
  }
}
