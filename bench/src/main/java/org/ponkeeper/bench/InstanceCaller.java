package org.ponkeeper.bench;

import org.ponkeeper.pon.InstancePath;

/** A way to create and delete instances: by the library, or through a server. Thread-safe. */
interface InstanceCaller extends AutoCloseable {

  /**
   * Creates an instance; blocks.
   *
   * @throws IllegalStateException if the call failed, or the instance was there before
   */
  void create(InstancePath path);

  /**
   * Deletes an instance; blocks.
   *
   * @throws IllegalStateException if the call failed, or there was no such instance
   */
  void delete(InstancePath path);

  @Override
  void close();

  /** Requires that a call has changed something: otherwise it measures something else. */
  static void require(boolean changed, InstancePath path) {
    if (!changed) {
      throw new IllegalStateException("nothing was changed at " + path);
    }
  }
}
