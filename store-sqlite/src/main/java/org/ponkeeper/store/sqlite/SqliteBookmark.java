package org.ponkeeper.store.sqlite;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.store.Bookmark;

/**
 * A bookmark of a SQLite store: a commit by what the change log has of it. Another file, or a file
 * that was restored, does not have a row with this number, version and token.
 *
 * @param birth the random number of the file
 * @param version the version of the commit
 * @param token the random number of the commit
 * @param row the last row of the commit in the change log
 */
record SqliteBookmark(long birth, long version, long token, long row) {

  private static final String ENGINE = "sqlite";

  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{1,16}):([1-9][0-9]{0,17}):([0-9a-f]{1,16}):([1-9][0-9]{0,17})");

  /**
   * Reads a bookmark; empty if it is of another engine.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code BOOKMARK_INVALID} if it is of this
   *     engine, but malformed
   */
  static Optional<SqliteBookmark> parse(Bookmark bookmark) {
    Optional<String> own = bookmark.of(ENGINE);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(own.get());
    if (!parts.matches()) {
      throw bookmark.invalid();
    }
    return Optional.of(
        new SqliteBookmark(
            Long.parseUnsignedLong(parts.group(1), 16),
            Long.parseLong(parts.group(2)),
            Long.parseUnsignedLong(parts.group(3), 16),
            Long.parseLong(parts.group(4))));
  }

  /** The bookmark as text. */
  Bookmark bookmark() {
    return new Bookmark(
        "%s:%s:%s:%s:%s"
            .formatted(ENGINE, Long.toHexString(birth), version, Long.toHexString(token), row));
  }
}
