package org.ponkeeper.profile;

/** The bandwidth that a scheduler may use beyond its assured bandwidth. */
public enum AdditionalBandwidth {
  /** None. */
  NONE,
  /** Non-assured bandwidth. */
  NA,
  /** Best-effort bandwidth. */
  BEST_EFFORT,
  /** The OLT decides. */
  AUTO
}
