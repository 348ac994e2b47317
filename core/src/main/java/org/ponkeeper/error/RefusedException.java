package org.ponkeeper.error;

/** The state does not allow the call. Nothing happened; change the state first. */
public final class RefusedException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  public RefusedException(ErrorCode code) {
    super(code, ErrorClass.REFUSED, null);
  }

  /** Adds a detail and returns this error. */
  public RefusedException with(String name, Object value) {
    addFact(name, value);
    return this;
  }

  /** Replaces the code's remedy where it would mislead, and returns this error. */
  public RefusedException remedy(String remedy) {
    replaceRemedy(remedy);
    return this;
  }
}
