package org.ponkeeper.server.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.ponkeeper.api.v1.IdRange;
import org.ponkeeper.api.v1.IdSpan;
import org.ponkeeper.api.v1.ResourceType;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/** Ids, their types and ranges as messages, and back. */
final class IdMessages {
  private IdMessages() {}

  /** The type as the contract names it. */
  static ResourceType of(org.ponkeeper.pool.ResourceType type) {
    return switch (type) {
      case ONU_ID -> ResourceType.ONU_ID;
      case ALLOC_ID -> ResourceType.ALLOC_ID;
      case GEM_PORT_ID -> ResourceType.GEM_PORT_ID;
      case FLOW_ID -> ResourceType.FLOW_ID;
    };
  }

  /**
   * The type that a field names.
   *
   * @throws RequestException {@code REQUEST_INVALID} if it names none
   */
  static org.ponkeeper.pool.ResourceType type(String field, ResourceType type) {
    return switch (type) {
      case ONU_ID -> org.ponkeeper.pool.ResourceType.ONU_ID;
      case ALLOC_ID -> org.ponkeeper.pool.ResourceType.ALLOC_ID;
      case GEM_PORT_ID -> org.ponkeeper.pool.ResourceType.GEM_PORT_ID;
      case FLOW_ID -> org.ponkeeper.pool.ResourceType.FLOW_ID;
      case RESOURCE_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new RequestException(
              Code.REQUEST_INVALID, field, "write ONU_ID, ALLOC_ID, GEM_PORT_ID or FLOW_ID");
    };
  }

  static IdSpan of(org.ponkeeper.olt.IdSpan span) {
    return IdSpan.newBuilder()
        .setFirst(span.ids().first())
        .setLast(span.ids().last())
        .setState(
            switch (span.state()) {
              case FREE -> IdSpan.State.FREE;
              case TAKEN -> IdSpan.State.TAKEN;
              case RESERVED -> IdSpan.State.RESERVED;
              case OUTSIDE -> IdSpan.State.OUTSIDE;
            })
        .build();
  }

  /** The ranges, ascending. */
  static List<IdRange> of(IdRanges ranges) {
    return ranges.parts().stream().map(part -> range(part.first(), part.last())).toList();
  }

  /** Ids as ranges without gaps. */
  static List<IdRange> of(Collection<Integer> ascending) {
    List<IdRange> ranges = new ArrayList<>();
    for (int id : ascending) {
      IdRange before = ranges.isEmpty() ? IdRange.getDefaultInstance() : ranges.getLast();
      if (!ranges.isEmpty() && before.getLast() + 1 == id) {
        ranges.set(ranges.size() - 1, range(before.getFirst(), id));
      } else {
        ranges.add(range(id, id));
      }
    }
    return ranges;
  }

  private static IdRange range(int first, int last) {
    return IdRange.newBuilder().setFirst(first).setLast(last).build();
  }

  /**
   * The ranges of a field.
   *
   * @throws RequestException {@code REQUEST_INVALID} if a number is too great
   * @throws org.ponkeeper.error.InvalidRequestException {@code RANGE_INVALID}
   */
  static IdRanges ranges(String field, List<IdRange> ranges) {
    return new IdRanges(
        ranges.stream()
            .map(range ->
                new org.ponkeeper.pool.IdRange(
                    number(field, range.getFirst()), number(field, range.getLast())))
            .toList());
  }

  /**
   * The number in a field of type uint32, which Java shows as a negative one if it is too great.
   *
   * @throws RequestException {@code REQUEST_INVALID} if it is greater than any number that the
   *     library takes
   */
  static int number(String field, int unsigned) {
    if (unsigned < 0) {
      throw new RequestException(
          Code.REQUEST_INVALID, field, Integer.toUnsignedString(unsigned) + " is too great");
    }
    return unsigned;
  }
}
