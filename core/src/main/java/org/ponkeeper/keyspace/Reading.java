package org.ponkeeper.keyspace;

import org.ponkeeper.profile.Quoted;

/**
 * Result of decoding a stored value.
 *
 * @param <T> the type of the decoded value
 */
public sealed interface Reading<T> {

  /** The bytes were decoded. */
  record Read<T>(T value) implements Reading<T> {}

  /**
   * The bytes could not be decoded.
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
