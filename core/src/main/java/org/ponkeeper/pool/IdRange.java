package org.ponkeeper.pool;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * The ids from a first to a last one, both included.
 *
 * @param first 0 or more
 * @param last not less than {@code first}, at most {@value #MAX_ID}
 */
public record IdRange(int first, int last) {

  /** The greatest id that a pool can be asked for; keeps a pool's bitmap below 128 KiB. */
  public static final int MAX_ID = 1_000_000;

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");

  /**
   * Checks the order of the ends.
   *
   * @throws InvalidRequestException {@code RANGE_INVALID}
   */
  public IdRange {
    if (first < 0 || last < first || last > MAX_ID) {
      throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
          .with("range", first + "-" + last)
          .with("reason", "0 <= FIRST <= LAST <= " + MAX_ID + " must hold");
    }
  }

  /**
   * The range that {@code FIRST-LAST} says, for example {@code 1024-2048}.
   *
   * @throws InvalidRequestException {@code RANGE_INVALID}
   */
  public static IdRange parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
          .with("range", text)
          .with("reason", "not of the form FIRST-LAST");
    }
    return new IdRange(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
  }

  /** How many ids there are, at least 1. */
  public int size() {
    return last - first + 1;
  }

  /** Whether the id lies in the range. */
  public boolean contains(int id) {
    return id >= first && id <= last;
  }

  /** What both ranges have in common, if anything. */
  public Optional<IdRange> intersect(IdRange other) {
    int from = Math.max(first, other.first);
    int to = Math.min(last, other.last);
    return from > to ? Optional.empty() : Optional.of(new IdRange(from, to));
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
