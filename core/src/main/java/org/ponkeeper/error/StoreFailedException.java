package org.ponkeeper.error;

import org.jspecify.annotations.Nullable;

/**
 * The store failed. {@link #outcome()} says whether nothing happened or the outcome is unknown.
 *
 * <p>{@link ErrorCode#OUTCOME_UNKNOWN} always means that the outcome is unknown; {@link
 * ErrorCode#STORE_REPLACED} is used for both outcomes; with every other code nothing was written.
 */
public final class StoreFailedException extends PonkeeperException {

  private static final long serialVersionUID = 1;

  /** The outcome of the change that the failed call was to make. */
  public enum Outcome {
    /** Nothing was written. */
    NOTHING_HAPPENED,
    /** The change was made completely or not at all; which of the two is unknown. */
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

  /** The store was replaced: {@link ErrorCode#STORE_REPLACED}. */
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

  /** Replaces the code's remedy where it would mislead, and returns this error. */
  public StoreFailedException remedy(String remedy) {
    replaceRemedy(remedy);
    return this;
  }

  /** Adds a detail and returns this error. */
  public StoreFailedException with(String name, Object value) {
    addFact(name, value);
    return this;
  }
}
