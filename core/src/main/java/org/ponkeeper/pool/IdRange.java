package org.ponkeeper.pool;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * A range of ids, with both ends inclusive.
 *
 * @param first 0 or more
 * @param last not less than {@code first}, at most {@value #MAX_ID}
 */
public record IdRange(int first, int last) {

  /** The greatest id of any pool; keeps a pool's bitmap below 128 KiB. */
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
   * Parses a range of the form {@code FIRST-LAST}, for example {@code 1024-2048}.
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

  /** The number of ids, at least 1. */
  public int size() {
    return last - first + 1;
  }

  /** Whether the range contains the id. */
  public boolean contains(int id) {
    return id >= first && id <= last;
  }

  /** The ids that both ranges contain; empty if there are none. */
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
