package org.ponkeeper.cli;

/** Numbers of things in sentences. */
final class Count {
  private Count() {}

  /** A number of things: {@code 1 key}, {@code 2 keys}. */
  static String of(long count, String one) {
    return of(count, one, one + "s");
  }

  /** A number of things whose plural is not formed with an s. */
  static String of(long count, String one, String more) {
    return count + " " + (count == 1 ? one : more);
  }

  /** What happened to a number of things: {@code was} or {@code were}. */
  static String were(long count) {
    return count == 1 ? "was" : "were";
  }

  /** The verb for a number of things: {@code is} or {@code are}. */
  static String are(long count) {
    return count == 1 ? "is" : "are";
  }
}
