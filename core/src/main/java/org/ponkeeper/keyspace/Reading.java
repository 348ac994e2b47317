package org.ponkeeper.keyspace;

/**
 * What came of reading the bytes under a key.
 *
 * @param <T> what the bytes stand for
 */
public sealed interface Reading<T> {

  /** They could be read. */
  record Read<T>(T value) implements Reading<T> {}

  /**
   * They could not.
   *
   * @param reason why, in one sentence
   */
  record Unreadable<T>(String reason) implements Reading<T> {}
}
