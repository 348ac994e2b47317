package org.ponkeeper.store;

/** From where on a {@linkplain KeyValueStore#watch watch} sees changes. */
public sealed interface Position {

  /** Every commit that begins after the watch stands. */
  record Now() implements Position {}

  /**
   * Every change with a greater version: what happened since something was read.
   *
   * @param version of this store, for example that of a commit, which itself is not seen again
   */
  record After(Version version) implements Position {}

  /** Every commit that begins after the watch stands. */
  static Position now() {
    return new Now();
  }

  /** Every change with a greater version. */
  static Position after(Version version) {
    return new After(version);
  }
}
