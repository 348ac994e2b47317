package org.ponkeeper.error;

/**
 * Stored data cannot be read. Nothing happened and nothing was overwritten; a person has to check
 * the data.
 */
public final class CorruptDataException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  public CorruptDataException(ErrorCode code) {
    super(code, ErrorClass.CORRUPT_DATA, null);
  }

  /**
   * A stored value that cannot be read.
   *
   * @param what what the value describes, in the field's terms
   * @param reason why it cannot be read
   */
  public static CorruptDataException of(Object what, String reason) {
    return new CorruptDataException(ErrorCode.CORRUPT_DATA)
        .with("what", what)
        .with("reason", reason);
  }

  /** Adds a detail and returns this error. */
  public CorruptDataException with(String name, Object value) {
    addFact(name, value);
    return this;
  }
}
