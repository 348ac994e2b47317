package org.ponkeeper.profile;

/** Range check of numbers that the messages carry as unsigned 32 bits. */
final class Uint32 {

  private static final long LAST = 0xFFFF_FFFFL;

  private Uint32() {}

  /**
   * Checks a number.
   *
   * @throws IllegalArgumentException if it is not in 0 to 2^32-1, both inclusive
   */
  static void check(String what, long value) {
    if (value < 0 || value > LAST) {
      throw new IllegalArgumentException(what + " is not in 0 to " + LAST + ": " + value);
    }
  }
}
