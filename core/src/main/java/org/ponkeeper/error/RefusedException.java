package org.ponkeeper.error;

/** The state does not allow the call: nothing happened, change the state or accept it. */
public final class RefusedException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  public RefusedException(ErrorCode code) {
    super(code, ErrorClass.REFUSED, null);
  }

  /** Adds a fact and returns this error. */
  public RefusedException with(String name, Object value) {
    addFact(name, value);
    return this;
  }

  /** Says what to do, where the code's own remedy would lead astray, and returns this error. */
  public RefusedException remedy(String remedy) {
    replaceRemedy(remedy);
    return this;
  }
}
