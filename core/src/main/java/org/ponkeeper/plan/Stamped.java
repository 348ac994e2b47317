package org.ponkeeper.plan;

/**
 * A value with the stamp that it was read under. Decisions never look at stamps; they are there so
 * that a state and the versions of what it was read from are always one value.
 *
 * @param value what was read
 * @param stamp the store's version as a number greater than 0, or {@link #ABSENT}
 */
public record Stamped<T>(T value, long stamp) {

  /** The stamp of what is not in the store. */
  public static final long ABSENT = 0;

  /** A value that stands for an absent key. */
  public static <T> Stamped<T> absent(T value) {
    return new Stamped<>(value, ABSENT);
  }
}
