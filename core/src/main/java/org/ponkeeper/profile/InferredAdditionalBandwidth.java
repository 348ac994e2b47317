package org.ponkeeper.profile;

/** The additional bandwidth that a caller inferred from a meter. */
public enum InferredAdditionalBandwidth {
  /** None. */
  NONE,
  /** Assured. */
  ASSURED,
  /** Best effort. */
  BEST_EFFORT
}
