package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * What a change can be bound to: an instance, a claim, an ONU, a template or an OLT's record as it
 * was read. A change with the etag is only made while that is still there, unchanged. Something
 * that was deleted and created anew has another etag, even if its values are the same.
 *
 * <p>A program can keep the text, and use it in any process on the same store.
 *
 * @param text opaque; at most {@value #MAX_LENGTH} characters of a-z, A-Z, 0-9, {@code -} and
 *     {@code _}
 */
public record Etag(String text) {

  /** The most characters of an etag. */
  public static final int MAX_LENGTH = 30;

  private static final Pattern FORM = Pattern.compile("([1-9a-z][0-9a-z]{0,12})-[A-Za-z0-9_-]{16}");

  /**
   * An etag from its text.
   *
   * @throws InvalidRequestException {@code ETAG_INVALID} if Ponkeeper makes no such text
   */
  public Etag {
    requireNonNull(text, "text");
    if (!FORM.matcher(text).matches() || !isVersion(text.substring(0, text.indexOf('-')))) {
      int shown = Math.min(text.length(), 100);
      throw new InvalidRequestException(ErrorCode.ETAG_INVALID)
          .with("etag", text.substring(0, shown) + (shown < text.length() ? "…" : ""));
    }
  }

  private static boolean isVersion(String text) {
    try {
      return Long.parseLong(text, Character.MAX_RADIX) > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
