package org.ponkeeper.store;

/** The point from which a watch of a {@link KeyValueStore} delivers changes. */
public sealed interface Position {

  /** Every commit that begins after the watch has started. */
  record Now() implements Position {}

  /**
   * Every change with a greater version, for example all changes since a read.
   *
   * @param version a version of this store object, exclusive
   */
  record After(Version version) implements Position {}

  /**
   * Every change after the commit of a bookmark.
   *
   * @param bookmark of this store, made by any process
   */
  record AfterBookmark(Bookmark bookmark) implements Position {}

  /** Every commit that begins after the watch has started. */
  static Position now() {
    return new Now();
  }

  /** Every change with a greater version. */
  static Position after(Version version) {
    return new After(version);
  }

  /** Every change after the commit of a bookmark. */
  static Position after(Bookmark bookmark) {
    return new AfterBookmark(bookmark);
  }
}
