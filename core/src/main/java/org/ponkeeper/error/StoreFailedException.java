package org.ponkeeper.error;

import org.jspecify.annotations.Nullable;

/**
 * The store failed. {@link #outcome()} says whether nothing happened or nobody knows.
 *
 * <p>A code other than {@link ErrorCode#OUTCOME_UNKNOWN} means that nothing was written.
 */
public final class StoreFailedException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  /** What is known about the change that the failed call was to make. */
  public enum Outcome {
    /** Nothing was written. */
    NOTHING_HAPPENED,
    /** The change was made as a whole or not at all; the store did not say which. */
    UNKNOWN
  }

  public StoreFailedException(ErrorCode code, @Nullable Throwable cause) {
    super(code, ErrorClass.STORE_FAILED, cause);
  }

  public StoreFailedException(ErrorCode code) {
    this(code, null);
  }

  /** Whether nothing happened or nobody knows. */
  public Outcome outcome() {
    return code() == ErrorCode.OUTCOME_UNKNOWN ? Outcome.UNKNOWN : Outcome.NOTHING_HAPPENED;
  }

  /** Adds a fact and returns this error. */
  public StoreFailedException with(String name, Object value) {
    addFact(name, value);
    return this;
  }
}
