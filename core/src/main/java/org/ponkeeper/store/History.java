package org.ponkeeper.store;

/**
 * One sequence of changes of a store. {@linkplain Version Versions} are ordered within a history
 * and cannot be compared across histories. A store that was restored from a backup, replaced, or
 * exchanged for another one under the same URL has a new history, in which the same number may be
 * the version of another change.
 *
 * <p>A history belongs to one store object. When that object finds that the store no longer
 * continues the history that it has read from, it starts a new one: see {@link
 * KeyValueStore#history()}. Two histories are equal only if they are the same object. Immutable and
 * thread-safe.
 */
public final class History {

  private final String name;

  /**
   * Starts a history.
   *
   * @param name the store's URL or path, for display
   */
  public History(String name) {
    this.name = name;
  }

  /** The store's URL or path and an identifier of this object, for display. */
  @Override
  public String toString() {
    return name + "@" + Integer.toHexString(System.identityHashCode(this));
  }
}
