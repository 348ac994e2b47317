package org.ponkeeper.error;

/** Stored data cannot be read: nothing happened and nothing was overwritten, a person must look. */
public final class CorruptDataException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  public CorruptDataException(ErrorCode code) {
    super(code, ErrorClass.CORRUPT_DATA, null);
  }

  /** Adds a fact and returns this error. */
  public CorruptDataException with(String name, Object value) {
    addFact(name, value);
    return this;
  }
}
