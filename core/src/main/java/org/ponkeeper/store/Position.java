package org.ponkeeper.store;

/** The point from which a {@linkplain KeyValueStore#watch watch} delivers changes. */
public sealed interface Position {

  /** Every commit that begins after the watch has started. */
  record Now() implements Position {}

  /**
   * Every change with a greater version, for example all changes since a read.
   *
   * @param version a version of this store, exclusive
   */
  record After(Version version) implements Position {}

  /** Every commit that begins after the watch has started. */
  static Position now() {
    return new Now();
  }

  /** Every change with a greater version. */
  static Position after(Version version) {
    return new After(version);
  }
}
