package org.ponkeeper.store;

/**
 * One line of changes of a store. {@linkplain Version Versions} are ordered within a history, and
 * say nothing across two of them: a store that was restored from a backup, replaced, or exchanged
 * for another one under the same URL has another history, in which the same number may stand for
 * another change.
 *
 * <p>An object of this class is known to one store object only. When that finds that what answers
 * now does not continue the history that it has read from, it begins a new one: see {@link
 * KeyValueStore#history()}. Two histories are equal only if they are the same object. Immutable and
 * thread-safe.
 */
public final class History {

  private final String name;

  /**
   * Begins a history.
   *
   * @param name what it is the history of, for people: the store's URL or path
   */
  public History(String name) {
    this.name = name;
  }

  /** What it is the history of, for people. */
  @Override
  public String toString() {
    return name + "@" + Integer.toHexString(System.identityHashCode(this));
  }
}
