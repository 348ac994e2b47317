package org.ponkeeper.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.store.Bytes;

/**
 * A value of the store as it was read, with its version: absent, readable or unreadable. Decisions
 * use the value; the version becomes a condition of the transaction.
 *
 * @param <T> the type of a readable value
 */
public sealed interface Stored<T> {

  /** The version of an absent key. */
  long ABSENT = 0;

  /** The version of a change that is not committed yet. */
  long PENDING = Long.MAX_VALUE;

  /** The store's version as a number greater than 0, or {@link #ABSENT}. */
  long version();

  /** The version of the last change, including a deletion; {@link #ABSENT} if it is not known. */
  default long lastChange() {
    return version();
  }

  /**
   * There is no such key.
   *
   * @param lastChange the version at which the key was deleted; {@link #ABSENT} if it is not known
   */
  record Absent<T>(long lastChange) implements Stored<T> {
    @Override
    public long version() {
      return ABSENT;
    }
  }

  /**
   * A readable value.
   *
   * @param version {@link #ABSENT} for a value that is used although its key is absent
   * @param foreign the stored bytes, if Ponkeeper would write different bytes for the value;
   *     otherwise null
   */
  record Present<T>(T value, long version, @Nullable Bytes foreign) implements Stored<T> {

    /** The stored bytes, if Ponkeeper would write different ones for the value. */
    public Optional<Bytes> foreignBytes() {
      return Optional.ofNullable(foreign);
    }
  }

  /**
   * An unreadable value. It is never overwritten.
   *
   * @param reason why it cannot be read
   */
  record Unreadable<T>(String reason, long version) implements Stored<T> {

    /**
     * The error for a caller that needs the value.
     *
     * @param what what the value describes, in the field's terms
     */
    public CorruptDataException error(Object what) {
      return CorruptDataException.of(what, reason);
    }
  }

  /** There is no such key. */
  static <T> Stored<T> absent() {
    return new Absent<>(ABSENT);
  }

  /** A value that is stored in the form that Ponkeeper writes. */
  static <T> Stored<T> of(T value, long version) {
    return new Present<>(value, version, null);
  }

  /** The value; empty if it is absent or unreadable. */
  default Optional<T> readable() {
    return this instanceof Present<T> present ? Optional.of(present.value()) : Optional.empty();
  }

  /**
   * The value; empty if it is absent.
   *
   * @param what what the value describes, in the field's terms
   * @throws CorruptDataException if it cannot be read
   */
  default Optional<T> required(Object what) {
    if (this instanceof Unreadable<T> unreadable) {
      throw unreadable.error(what);
    }
    return readable();
  }

  /** Whether there is no such key. */
  default boolean isAbsent() {
    return this instanceof Absent;
  }

  /** Whether there is a value that cannot be read. */
  default boolean isUnreadable() {
    return this instanceof Unreadable;
  }
}
