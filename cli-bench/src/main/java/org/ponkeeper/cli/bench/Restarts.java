package org.ponkeeper.cli.bench;

import org.ponkeeper.keyspace.KeySpace;

/** Loads the stored data in a process that is as new as possible. */
public interface Restarts {

  /** What to do in the process. */
  enum Kind {
    /** Load every OLT. */
    LOAD,
    /** Read the same keys and values without processing them. */
    BARE_READ
  }

  /**
   * One restart.
   *
   * @param nanos from the store's first answer until everything was loaded or read
   * @param count the number of instances loaded, or of their keys read
   * @param heapBytes the memory of the loaded data; 0 for a bare read
   * @param residentBytes the peak memory of the process; 0 if unknown
   * @param processNanos how long the process ran; 0 if it was not a separate process
   */
  record Sample(long nanos, long count, long heapBytes, long residentBytes, long processNanos) {}

  /**
   * Runs one restart.
   *
   * @param space the keys of the instances and pools
   * @param olts the number of OLTs of the {@link org.ponkeeper.cli.sandbox.Network}
   */
  Sample once(Kind kind, KeySpace space, int olts);
}
