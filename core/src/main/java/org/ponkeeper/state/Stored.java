package org.ponkeeper.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.store.Bytes;

/**
 * A value of the store as it was read, with the version that it had: absent, readable or
 * unreadable. Decisions look at values; versions become the conditions of their transaction.
 *
 * @param <T> the type of a readable value
 */
public sealed interface Stored<T> {

  /** The version of what is not in the store. */
  long ABSENT = 0;

  /** The store's version as a number greater than 0, or {@link #ABSENT}. */
  long version();

  /** The version of the last change, a removal included; {@link #ABSENT} if it is not known. */
  default long lastChange() {
    return version();
  }

  /**
   * There is no such key.
   *
   * @param lastChange the version at which the key was removed; {@link #ABSENT} if it is not known
   */
  record Absent<T>(long lastChange) implements Stored<T> {
    @Override
    public long version() {
      return ABSENT;
    }
  }

  /**
   * A value that can be read.
   *
   * @param version {@link #ABSENT} for a value that is used although its key is absent
   * @param foreign the bytes that were found, where they are not what Ponkeeper writes for the
   *     value; null where they are, and where nothing was found
   */
  record Present<T>(T value, long version, @Nullable Bytes foreign) implements Stored<T> {

    /** The bytes that were found, where Ponkeeper writes others for the value. */
    public Optional<Bytes> foreignBytes() {
      return Optional.ofNullable(foreign);
    }
  }

  /**
   * A value that cannot be read. It is never overwritten.
   *
   * @param reason why it cannot be read
   */
  record Unreadable<T>(String reason, long version) implements Stored<T> {

    /**
     * The error for a caller that needs the value.
     *
     * @param what what it is the value of, in the field's words
     */
    public CorruptDataException error(Object what) {
      return CorruptDataException.of(what, reason);
    }
  }

  /** There is no such key. */
  static <T> Stored<T> absent() {
    return new Absent<>(ABSENT);
  }

  /** A value that is stored as Ponkeeper writes it. */
  static <T> Stored<T> of(T value, long version) {
    return new Present<>(value, version, null);
  }

  /** The value; empty if there is none, or none that can be read. */
  default Optional<T> readable() {
    return this instanceof Present<T> present ? Optional.of(present.value()) : Optional.empty();
  }

  /**
   * The value; empty if there is none.
   *
   * @param what what it is the value of, in the field's words
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
