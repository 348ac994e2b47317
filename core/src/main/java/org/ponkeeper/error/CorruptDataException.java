package org.ponkeeper.error;

/** Stored data cannot be read: nothing happened and nothing was overwritten, a person must look. */
public final class CorruptDataException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  public CorruptDataException(ErrorCode code) {
    super(code, ErrorClass.CORRUPT_DATA, null);
  }

  /**
   * A stored value that cannot be read.
   *
   * @param what what it is the value of, in the field's words
   * @param reason why it cannot be read
   */
  public static CorruptDataException of(Object what, String reason) {
    return new CorruptDataException(ErrorCode.CORRUPT_DATA)
        .with("what", what)
        .with("reason", reason);
  }

  /** Adds a fact and returns this error. */
  public CorruptDataException with(String name, Object value) {
    addFact(name, value);
    return this;
  }
}
