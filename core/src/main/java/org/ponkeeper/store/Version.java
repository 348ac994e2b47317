package org.ponkeeper.store;

/**
 * When a key was last written, as a token that only the store can interpret. A key that is deleted
 * and written again never gets an earlier version. Versions of two histories are never equal, so a
 * condition on a version no longer holds after the store was restored or replaced.
 *
 * @param history the history that the token belongs to
 * @param token greater than 0 (etcd: the mod revision; SQLite and memory: one counter for the whole
 *     store)
 */
public record Version(History history, long token) {
  public Version {
    if (token <= 0) {
      throw new IllegalArgumentException("a version is greater than 0");
    }
  }
}
