package org.ponkeeper.store;

import java.util.Optional;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * A place after a commit of a store, as text. A program can keep it, and any process can continue a
 * {@linkplain KeyValueStore#watchCommits watch} there, also after a restart.
 *
 * <p>The text names the engine and enough of the commit for the store to recognise it. A store that
 * does not find this commit in its history, because it was restored or is another store, or that
 * has dropped the changes after it, delivers a {@link CommitEvent.Resync}.
 *
 * @param text the engine, a colon, and characters that only this engine interprets; at most {@value
 *     #MAX_LENGTH} characters
 */
public record Bookmark(String text) {

  /** The most characters of a bookmark. */
  public static final int MAX_LENGTH = 6_000;

  private static final Pattern FORM = Pattern.compile("[a-z]+:[A-Za-z0-9_:-]+");

  /**
   * A bookmark from its text.
   *
   * @throws InvalidRequestException {@code BOOKMARK_INVALID} if no store makes such a text
   */
  public Bookmark {
    if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
      throw invalid(text);
    }
  }

  /** The part after the engine's name; empty if it is a bookmark of another engine. */
  public Optional<String> of(String engine) {
    return text.startsWith(engine + ":")
        ? Optional.of(text.substring(engine.length() + 1))
        : Optional.empty();
  }

  /** The error of a bookmark that its engine did not make. */
  public InvalidRequestException invalid() {
    return invalid(text);
  }

  private static InvalidRequestException invalid(String text) {
    int shown = Math.min(text.length(), 100);
    return new InvalidRequestException(ErrorCode.BOOKMARK_INVALID)
        .with("bookmark", text.substring(0, shown) + (shown < text.length() ? "…" : ""));
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
