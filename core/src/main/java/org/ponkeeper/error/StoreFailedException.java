package org.ponkeeper.error;

import org.jspecify.annotations.Nullable;

/**
 * The store failed. {@link #outcome()} says whether nothing happened or the outcome is unknown.
 *
 * <p>{@link ErrorCode#OUTCOME_UNKNOWN} means what it says; {@link ErrorCode#STORE_REPLACED} comes
 * with either outcome; every other code means that nothing was written.
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

  private final Outcome outcome;

  public StoreFailedException(ErrorCode code, @Nullable Throwable cause) {
    this(
        code,
        code == ErrorCode.OUTCOME_UNKNOWN ? Outcome.UNKNOWN : Outcome.NOTHING_HAPPENED,
        cause);
  }

  private StoreFailedException(ErrorCode code, Outcome outcome, @Nullable Throwable cause) {
    super(code, ErrorClass.STORE_FAILED, cause);
    this.outcome = outcome;
  }

  /** The store is another one than before: {@link ErrorCode#STORE_REPLACED}. */
  public static StoreFailedException replaced(Outcome outcome, @Nullable Throwable cause) {
    StoreFailedException replaced =
        new StoreFailedException(ErrorCode.STORE_REPLACED, outcome, cause);
    return replaced.with(
        "change", outcome == Outcome.UNKNOWN ? "may have been made" : "was not made");
  }

  public StoreFailedException(ErrorCode code) {
    this(code, null);
  }

  /** Whether nothing happened or the outcome is unknown. */
  public Outcome outcome() {
    return outcome;
  }

  /** Says what to do, where the code's own remedy would lead astray, and returns this error. */
  public StoreFailedException remedy(String remedy) {
    replaceRemedy(remedy);
    return this;
  }

  /** Adds a fact and returns this error. */
  public StoreFailedException with(String name, Object value) {
    addFact(name, value);
    return this;
  }
}
