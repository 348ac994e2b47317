package org.ponkeeper.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/**
 * The ids that a pool offers: one range, or several with gaps between them, as in BBF TR-385. A
 * pool stores only the first and the last id of all ranges; the ids of the gaps are reserved.
 *
 * @param parts the ranges, ascending, with at least one id between two of them; 1 to {@value
 *     #MAX_PARTS}
 */
public record IdRanges(List<IdRange> parts) {

  /** The maximum number of ranges of a pool. */
  public static final int MAX_PARTS = 64;

  /**
   * Sorts the ranges and joins adjacent ones.
   *
   * @throws InvalidRequestException {@code RANGE_INVALID} if two ranges overlap, or there are none
   *     or too many
   */
  public IdRanges {
    if (parts.isEmpty() || parts.size() > MAX_PARTS) {
      throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
          .with("ranges", parts.size())
          .with("reason", "a pool has 1 to " + MAX_PARTS + " ranges");
    }
    parts = merged(parts);
  }

  private static List<IdRange> merged(List<IdRange> parts) {
    List<IdRange> merged = new ArrayList<>();
    for (IdRange part : parts.stream().sorted(Comparator.comparingInt(IdRange::first)).toList()) {
      IdRange before = merged.isEmpty() ? null : merged.getLast();
      if (before == null || part.first() > before.last() + 1) {
        merged.add(part);
      } else if (part.first() == before.last() + 1) {
        merged.set(merged.size() - 1, new IdRange(before.first(), part.last()));
      } else {
        throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
            .with("range", parts.stream().map(IdRange::toString).collect(Collectors.joining(",")))
            .with("reason", before + " and " + part + " overlap");
      }
    }
    return List.copyOf(merged);
  }

  /** One range. */
  public static IdRanges of(IdRange range) {
    return new IdRanges(List.of(range));
  }

  /** One range, with both ends inclusive. */
  public static IdRanges of(int first, int last) {
    return of(new IdRange(first, last));
  }

  /**
   * Parses ranges of the form {@code FIRST-LAST,FIRST-LAST}, for example {@code
   * 1024-1300,1303-1310}.
   *
   * @throws InvalidRequestException {@code RANGE_INVALID}
   */
  public static IdRanges parse(String text) {
    List<IdRange> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      parts.add(IdRange.parse(part));
    }
    return new IdRanges(parts);
  }

  /**
   * From the first id of all ranges to the last, including gaps: the range that the pool stores.
   */
  public IdRange whole() {
    return new IdRange(parts.getFirst().first(), parts.getLast().last());
  }

  /** Whether one of the ranges contains the id. */
  public boolean contains(int id) {
    for (IdRange part : parts) {
      if (part.contains(id)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the id is between two of the ranges. */
  public boolean isGap(int id) {
    return whole().contains(id) && !contains(id);
  }

  @Override
  public String toString() {
    return parts.stream().map(IdRange::toString).collect(Collectors.joining(","));
  }
}
