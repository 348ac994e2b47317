package org.ponkeeper.profile;

/** How a queue or scheduler shares what it has. */
public enum SchedulingPolicy {
  /** Weighted round robin. */
  WRR,
  /** The greater priority first. */
  STRICT_PRIORITY,
  /** Strict priority and round robin mixed. */
  HYBRID
}
