package org.ponkeeper.cli.bench;

import org.ponkeeper.keyspace.KeySpace;

/** Loads what is stored in a process that is as new as it can be. */
public interface Restarts {

  /** What to do in the process. */
  enum Kind {
    /** Load every OLT. */
    LOAD,
    /** Read the same keys with their values, and do nothing with them. */
    BARE_READ
  }

  /**
   * One restart.
   *
   * @param nanos from the store's first answer until everything was loaded or read
   * @param count how many instances were loaded, or keys of them read
   * @param heapBytes how much memory what was loaded takes; 0 for a bare read
   * @param residentBytes the most memory that the process had; 0 if it is not known
   * @param processNanos how long the process lived; 0 if it was not a process of its own
   */
  record Sample(long nanos, long count, long heapBytes, long residentBytes, long processNanos) {}

  /**
   * Does it once.
   *
   * @param space where the instances and pools lie
   * @param olts how many OLTs of {@link org.ponkeeper.cli.sandbox.Network} there are
   */
  Sample once(Kind kind, KeySpace space, int olts);
}
