package org.ponkeeper.profile;

/** What a scheduler may take beyond what it is assured of. */
public enum AdditionalBandwidth {
  /** Nothing. */
  NONE,
  /** Non-assured bandwidth. */
  NA,
  /** What is left over. */
  BEST_EFFORT,
  /** The OLT decides. */
  AUTO
}
