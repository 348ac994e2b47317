package org.ponkeeper.plan;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.store.Bytes;

/**
 * A value with the stamp that it was read under. Decisions never look at stamps; they are there so
 * that a state and the versions of what it was read from are always one value.
 *
 * @param value what was read
 * @param stamp the store's version as a number greater than 0, or {@link #ABSENT}
 * @param foreign the bytes that were found, where they are not what Ponkeeper writes for the value;
 *     null where they are, and where nothing was found
 */
public record Stamped<T>(T value, long stamp, @Nullable Bytes foreign) {

  /** The stamp of what is not in the store. */
  public static final long ABSENT = 0;

  /** A value that is stored just as Ponkeeper writes it. */
  public Stamped(T value, long stamp) {
    this(value, stamp, null);
  }

  /** A value that stands for an absent key. */
  public static <T> Stamped<T> absent(T value) {
    return new Stamped<>(value, ABSENT);
  }

  /** The bytes that were found, where Ponkeeper writes others for the value. */
  public Optional<Bytes> foreignBytes() {
    return Optional.ofNullable(foreign);
  }
}
