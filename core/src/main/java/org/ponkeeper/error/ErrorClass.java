package org.ponkeeper.error;

/** What a caller can do about an error; each {@link ErrorCode} belongs to one. */
public enum ErrorClass {
  /** The call itself is wrong. Nothing happened. Fix the call. */
  INVALID_REQUEST(2),
  /** The call is right but the state does not allow it. Nothing happened. */
  REFUSED(3),
  /** The store failed; the error says whether nothing happened or nobody knows. */
  STORE_FAILED(4),
  /** Stored data cannot be read. Nothing happened and nothing was overwritten. */
  CORRUPT_DATA(5);

  private final int exitCode;

  ErrorClass(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of a command that ends with an error of this class, 2 to 5. */
  public int exitCode() {
    return exitCode;
  }
}
