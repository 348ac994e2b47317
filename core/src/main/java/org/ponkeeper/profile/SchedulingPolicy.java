package org.ponkeeper.profile;

/** How queues or schedulers share the bandwidth. */
public enum SchedulingPolicy {
  /** Weighted round robin. */
  WRR,
  /** Higher priorities first. */
  STRICT_PRIORITY,
  /** A mix of strict priority and round robin. */
  HYBRID
}
