package org.ponkeeper.keyspace;

import org.ponkeeper.profile.Quoted;

/**
 * Result of decoding a stored value.
 *
 * @param <T> what the bytes stand for
 */
public sealed interface Reading<T> {

  /** They could be read. */
  record Read<T>(T value) implements Reading<T> {}

  /**
   * They could not.
   *
   * @param reason why, in one sentence of at most {@value #MOST_CHARACTERS} characters, whatever
   *     the bytes are
   */
  record Unreadable<T>(String reason) implements Reading<T> {

    private static final int MOST_CHARACTERS = 300;

    public Unreadable {
      reason = Quoted.cut(reason, MOST_CHARACTERS);
    }
  }
}
